import { beforeEach, describe, expect, it } from 'vitest';
import type { TestDoctor } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();

let doctor: TestDoctor;
beforeEach(async () => {
  doctor = await etiba.aDoctor();
});

const url = () => `/api/doctors/${doctor.id}/update/`;
const read = async () => (await etiba.as(doctor).get('/api/doctors/me/')).body;

describe('specializations of a doctor', () => {
  const held = async () => (await read()).specializations;
  const certified = { board_certified: true, certification_date: '2018-06-30' };
  const plain = { board_certified: false, certification_date: null };

  it('named by id are the whole set; those that stay keep their certification', async () => {
    const [heart, skin, eyes] = await Promise.all(
      ['Heart', 'Skin', 'Eyes'].map((name) => etiba.aSpecialization(name)),
    );
    const first = [
      { id: heart!.id, ...certified },
      { id: skin!.id, ...certified },
    ];
    await etiba.as(doctor).patch(url(), { specializations: first });
    await etiba.as(doctor).patch(url(), { specialization_ids: [eyes!.id.toUpperCase(), heart!.id] });
    expect(await held()).toEqual([
      { ...eyes, ...plain },
      { ...heart, ...certified },
    ]);
  });

  it('named with certification are the whole set, as told', async () => {
    const [lungs, bones] = await Promise.all(['Lungs', 'Bones'].map((name) => etiba.aSpecialization(name)));
    await etiba.as(doctor).patch(url(), { specializations: [{ id: lungs!.id, ...certified }] });
    await etiba
      .as(doctor)
      .patch(url(), { specializations: [{ id: bones!.id, board_certified: true }, { id: lungs!.id }] });
    expect(await held()).toEqual([
      { ...bones, board_certified: true, certification_date: null },
      { ...lungs, ...plain },
    ]);
  });

  it('are left alone when they are not named, and gone with an empty list', async () => {
    const { id, name } = await etiba.aSpecialization();
    await etiba.as(doctor).patch(url(), { specialization_ids: [id] });
    await etiba.as(doctor).patch(url(), { bio: 'x' });
    expect(await held()).toEqual([{ id, name, ...plain }]);
    await etiba.as(doctor).patch(url(), { specialization_ids: [] });
    expect(await held()).toEqual([]);
  });

  it('stay as they are when one does not exist', async () => {
    const { id } = await etiba.aSpecialization();
    await etiba.as(doctor).patch(url(), { specialization_ids: [id] });
    const before = await read();
    const answer = await etiba
      .as(doctor)
      .patch(url(), { bio: 'x', specializations: [{ id }, { id: ABSENT }] });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'specializations' }] } });
    expect(await read()).toEqual(before);
  });

  it('of two sets at once are one of them, never a mix', async () => {
    const sets = await Promise.all(
      [0, 1].map(() => Promise.all([0, 1, 2].map(() => etiba.aSpecialization()))),
    );
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        sets.map((set) => etiba.as(doctor).patch(url(), { specialization_ids: set.map(({ id }) => id) })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const ids = (await held()).map(({ id }: { id: string }) => id).sort();
      expect(sets.map((set) => set.map(({ id }) => id).sort())).toContainEqual(ids);
    }
  });
});
