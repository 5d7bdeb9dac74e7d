import { describe, expect, it } from 'vitest';
import { OFFICE_HOURS } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { useFourDoctors } from './doctors.test-kit.ts';

const etiba = useEtiba();
const { clinic, list, names } = useFourDoctors(etiba);

describe('search', () => {
  it.each([
    ['grace', ['Grace']],
    ['Wanjiku Grace', ['Grace']],
    ['jose angstrom', ['José']],
    ['wanjikku', ['Grace']],
    ['kiswahili', ['José']],
    ['kardiologia', ['Grace']],
    ['karidologia', ['Grace']],
    ['room 4%', ['Grace']],
    ['kiswahili_and', ['José']],
    ['k_swahili', []],
    ["' or true --", []],
    ['100%', []],
    ['zuri wanjiku', []],
    ['李', []],
  ])('for %s finds %j', async (search, wanted) => {
    expect(await names(`search=${encodeURIComponent(search)}`)).toEqual(wanted);
  });

  it('puts the best first, unless another order is asked for', async () => {
    const named = await etiba.aDoctor({ first_name: 'Skin', last_name: 'Zulu' });
    const inside = await etiba.aDoctor({ first_name: 'Amy', last_name: 'Foreskinner' });
    expect(await names('search=skin')).toEqual(['Skin', 'Amy']);
    expect(await names('search=skin&ordering=name')).toEqual(['Amy', 'Skin']);
    for (const { id } of [named, inside])
      await etiba.as(clinic.admin).delete(`/api/doctors/${id}/deactivate/`);
    expect(await names('search=skin')).toEqual([]);
  });

  it('combines with the other filters', async () => {
    expect(await names('search=dermatology&max_fee=1000')).toEqual(['José']);
    expect((await list('search=dermatology&page_size=1')).body).toMatchObject({ count: 2, previous: null });
  });
});

describe('available_on', () => {
  // Tuesday 1 December 2026 in Nairobi is START; the 4th is a Friday.
  it('finds who works on the date, past midnight too, and takes bookings', async () => {
    expect(await names('available_on=2026-12-04')).toEqual(['José', 'Grace']);
    expect(await names('available_on=2026-12-05')).toEqual(['José']);
    expect(await names('available_on=2026-12-06')).toEqual([]);
    await etiba.as(clinic.admin).put(`/api/doctors/${clinic.zuri.id}/availability/`, OFFICE_HOURS);
    expect(await names('available_on=2026-12-04')).toEqual(['José', 'Grace']);
  });

  it.each(['0001-01-01', '1969-12-31', '2024-02-29', '9999-12-31'])('has an answer for %s', async (date) => {
    expect((await list(`available_on=${date}`)).status).toBe(200);
  });

  it('leaves out whom absences cover for the whole of the working time', async () => {
    const doctor = await etiba.aDoctor({ first_name: 'Part' });
    const away = (times: object) =>
      etiba.as(doctor).post(`/api/doctors/${doctor.id}/unavailability/`, {
        start_date: '2027-01-04',
        end_date: '2027-01-04',
        ...times,
      });
    const isFound = async () => (await names('available_on=2027-01-04')).includes('Part');
    await away({ start_time: '08:00', end_time: '12:00' });
    expect(await isFound()).toBe(true);
    const rest = await away({ start_time: '13:00' });
    expect(await isFound()).toBe(false);
    await etiba.as(doctor).delete(`/api/doctors/${doctor.id}/unavailability/${rest.body.id}/`);
    await away({ start_time: '13:00', end_time: '16:45' });
    expect(await isFound()).toBe(true);
  });

  it('knows hours that are not valid yet, and those that are off', async () => {
    const hours = [{ day_of_week: 5, start_time: '09:00', end_time: '10:00', valid_from: '2027-02-01' }];
    const doctor = await etiba.aDoctor({ first_name: 'Later', hours });
    const isFound = async (date: string) => (await names(`available_on=${date}`)).includes('Later');
    expect([await isFound('2027-01-30'), await isFound('2027-02-06')]).toEqual([false, true]);
    const week = `/api/doctors/${doctor.id}/availability/`;
    await etiba.as(doctor).put(
      week,
      hours.map((slot) => ({ ...slot, is_active: false })),
    );
    expect(await isFound('2027-02-06')).toBe(false);
  });
});
