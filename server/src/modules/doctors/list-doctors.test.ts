import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT, useFourDoctors } from './doctors.test-kit.ts';

const etiba = useEtiba();
const { clinic, list, names } = useFourDoctors(etiba);

describe('GET /api/doctors/', () => {
  it('shows the active doctors by last name, whatever case and accents', async () => {
    for (const person of [clinic.patient, clinic.grace, clinic.admin])
      expect(await names('', person)).toEqual(['Zuri', 'José', 'Grace']);
  });

  it('shows to an administrator also those who are not active, when asked', async () => {
    expect(await names('is_active=false', clinic.admin)).toEqual(['Gone']);
    expect(await names('is_active=false', clinic.patient)).toEqual([]);
    expect(await names('is_active=false', clinic.grace)).toEqual([]);
  });

  it('holds exactly what a get shows', async () => {
    for (const person of [clinic.patient, clinic.grace, clinic.admin]) {
      const { body } = await list('', person);
      for (const doctor of body.results) {
        expect((await etiba.as(person).get(`/api/doctors/${doctor.id}/`)).body).toEqual(doctor);
      }
    }
  });

  it('pages', async () => {
    const { body } = await list('page=2&page_size=1&ordering=-name');
    expect(body).toMatchObject({
      count: 3,
      next: '/api/doctors/?page=3&page_size=1&ordering=-name',
      previous: '/api/doctors/?page=1&page_size=1&ordering=-name',
      results: [{ user: { first_name: 'José' } }],
    });
  });

  it('needs somebody signed in', async () => {
    expect((await etiba.anyone.get('/api/doctors/')).status).toBe(401);
  });
});

describe('contacts and licence', () => {
  const OPEN = [
    'bio',
    'consultation_fee',
    'created_at',
    'full_name',
    'id',
    'is_available',
    'office_address',
    'specializations',
    'updated_at',
    'user',
    'years_of_experience',
  ];
  const fieldsSeenBy = async (person: Person) => {
    const one = (await etiba.as(person).get(`/api/doctors/${clinic.grace.id}/`)).body;
    const [listed] = (await list('search=wanjiku', person)).body.results;
    expect(listed).toEqual(one);
    return { doctor: Object.keys(one).sort(), user: Object.keys(one.user).sort() };
  };

  it('are not there for patients and other doctors', async () => {
    for (const person of [clinic.patient, clinic.jose]) {
      expect(await fieldsSeenBy(person)).toEqual({
        doctor: OPEN,
        user: ['first_name', 'id', 'is_active', 'last_name'],
      });
    }
  });

  it('are there for the doctor and for administrators', async () => {
    for (const person of [clinic.grace, clinic.admin]) {
      expect(await fieldsSeenBy(person)).toEqual({
        doctor: [...OPEN, 'license_number'].sort(),
        user: ['deactivated_at', 'email', 'first_name', 'id', 'is_active', 'last_name', 'phone'],
      });
    }
    expect((await etiba.as(clinic.grace).get(`/api/doctors/${clinic.grace.id}/`)).body.user.phone).toBe(
      '+254712345678',
    );
  });

  it('cannot be searched for', async () => {
    for (const search of [clinic.grace.email, '%2B254712345678', '0712345678', `LIC-${clinic.grace.id}`]) {
      expect(await names(`search=${search}`)).toEqual([]);
      expect(await names(`search=${search}`, clinic.admin)).toEqual([]);
    }
  });
});

describe('GET /api/doctors/:doctor_id/ and me/', () => {
  it('answers the same for a doctor who has left and one who never was', async () => {
    const left = await etiba.as(clinic.grace).get(`/api/doctors/${clinic.gone.id}/`);
    const never = await etiba.as(clinic.grace).get(`/api/doctors/${ABSENT}/`);
    expect([left.status, never.status]).toEqual([404, 404]);
    expect({ ...left.body, request_id: '' }).toEqual({ ...never.body, request_id: '' });
    expect(await etiba.as(clinic.admin).get(`/api/doctors/${clinic.gone.id}/`)).toMatchObject({
      status: 200,
      body: { user: { is_active: false } },
    });
  });

  it.each(['x', '1', 'register', 'null', `${ABSENT}0`, `urn:uuid:${ABSENT}`, '..%2Fme'])(
    'knows no doctor %s',
    async (id) => {
      expect((await etiba.as(clinic.admin).get(`/api/doctors/${id}/`)).status).toBe(404);
    },
  );

  it('gives doctors their own profile, and others nothing', async () => {
    const me = await etiba.as(clinic.grace).get('/api/doctors/me/');
    const one = await etiba.as(clinic.grace).get(`/api/doctors/${clinic.grace.id}/`);
    expect([me.status, me.body, me.headers['etag']]).toEqual([200, one.body, one.headers['etag']]);
    expect((await etiba.as(clinic.patient).get('/api/doctors/me/')).status).toBe(404);
    expect((await etiba.as(clinic.admin).get('/api/doctors/me/')).status).toBe(404);
  });
});

describe('filters', () => {
  it.each([
    ['is_available=true', ['José', 'Grace']],
    ['is_available=false', ['Zuri']],
    ['min_experience=12', ['Zuri', 'Grace']],
    ['max_experience=12', ['José', 'Grace']],
    ['min_experience=4&max_experience=20', ['Grace']],
    ['min_fee=900.50&max_fee=1500', ['José', 'Grace']],
    ['min_fee=1500.01', ['Zuri']],
    ['max_fee=900.5', ['José']],
    ['specialization_name=dermato', ['José', 'Grace']],
    ['specialization_name=KARDIOLOGIA', ['Grace']],
    ['specialization_name=%25', []],
    ['office_address=creme', ['Grace']],
    ['office_address=4%25', ['Grace']],
    ['office_address=%25%25', []],
    ['office_address=_oom', []],
    [`specialization_id=${ABSENT}`, []],
    ['specialization_name=derma&max_fee=1000', ['José']],
  ])('%s', async (query, wanted) => {
    expect(await names(query)).toEqual(wanted);
  });

  it('by specialization', async () => {
    expect(await names(`specialization_id=${clinic.heart.id}`)).toEqual(['Grace']);
    expect(await names(`specialization_id=${clinic.heart.id.toUpperCase()}`)).toEqual(['Grace']);
  });

  it.each([
    ['ordering=years_of_experience', ['José', 'Grace', 'Zuri']],
    ['ordering=-consultation_fee', ['Zuri', 'Grace', 'José']],
    ['ordering=created_at', ['Grace', 'José', 'Zuri']],
    ['ordering=-name', ['Grace', 'José', 'Zuri']],
  ])('%s', async (query, wanted) => {
    expect(await names(query)).toEqual(wanted);
  });

  it.each([
    ['ordering=email', 'ordering'],
    ['ordering=license_number', 'ordering'],
    ['ordering=name;drop', 'ordering'],
    ['is_available=maybe', 'is_available'],
    ['is_available=true&is_available=true', 'is_available'],
    ['search=a&search=b', 'search'],
    ['search[a]=b', 'search[a]'],
    ['search=', 'search'],
    [`search=${'a'.repeat(101)}`, 'search'],
    ['search=%00', 'search'],
    ['search=%ED%A0%80', 'search'],
    ['available_on=2026-02-30', 'available_on'],
    ['available_on=tomorrow', 'available_on'],
    ['available_on=2026-12-01T00:00:00Z', 'available_on'],
    ['min_fee=-1', 'min_fee'],
    ['min_fee=1e3', 'min_fee'],
    ['max_fee=abc', 'max_fee'],
    ['min_experience=1.5', 'min_experience'],
    ['min_experience=many', 'min_experience'],
    ['specialization_id=1', 'specialization_id'],
    ['page=0', 'page'],
    ['page=501', 'page'],
    ['page_size=101', 'page_size'],
    ['email=grace', 'email'],
    ['license_number=LIC', 'license_number'],
  ])('refuses %s', async (query, field) => {
    expect(await list(query)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ field }] },
    });
  });
});
