import type { WeeklyHours } from '../modules/doctors/weekly-hours.ts';

export const FIELDS = [
  'General Practice',
  'Paediatrics',
  'Obstetrics & Gynaecology',
  'Cardiology',
  'Dermatology',
  'Orthopaedics',
  'Ophthalmology',
  'Psychiatry',
] as const;
export type Field = (typeof FIELDS)[number];

export const descriptions: Record<Field, string> = {
  'General Practice': 'The first door: everyday illness, check-ups, long-term conditions, referrals.',
  Paediatrics: 'Children from birth to sixteen: growth, vaccination, illness.',
  'Obstetrics & Gynaecology': 'Pregnancy, birth and women’s health.',
  Cardiology: 'Heart and blood pressure.',
  Dermatology: 'Skin, hair and nails.',
  Orthopaedics: 'Bones, joints and sports injuries.',
  Ophthalmology: 'Eyes and sight.',
  Psychiatry: 'Mental health, for adults and adolescents.',
};

/** An absence in the week that lies `weeks` after the present one; days count from its Monday, 0 to 6. */
interface AbsencePlan {
  weeks: number;
  first_day: number;
  last_day: number;
  start_time?: string;
  end_time?: string;
  reason: string;
  /** Visits that were booked before the absence was known, and that now need another time. */
  strands?: number;
}

export interface DoctorPlan {
  first_name: string;
  last_name: string;
  license_number: string;
  field: Field;
  certified_on: string | null;
  /** A second field, without certificate. */
  also?: Field;
  years_of_experience: number;
  /** Kenyan shillings. */
  consultation_fee: string;
  bio: string;
  office_address: string;
  week: readonly WeeklyHours[];
  absences?: readonly AbsencePlan[];
}

const MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4];

function hours(
  days: readonly number[],
  from: string,
  to: string,
  pause?: readonly [from: string, to: string],
): WeeklyHours[] {
  return days.map((day_of_week) => ({
    day_of_week,
    start_time: from,
    end_time: to,
    break_start: pause?.[0] ?? null,
    break_end: pause?.[1] ?? null,
    is_active: true,
    valid_from: null,
    valid_to: null,
  }));
}

/** The first is the one who is busy today, whatever the day and the hour; the second is away next week. */
export const doctors: readonly DoctorPlan[] = [
  {
    first_name: 'Grace',
    last_name: 'Wanjiku',
    license_number: 'KMPDC-20481',
    field: 'General Practice',
    certified_on: '2011-06-30',
    years_of_experience: 17,
    consultation_fee: '2000.00',
    office_address: 'Room 1, ground floor',
    bio: 'Founded the clinic with two rooms and a kettle. Sees whole families, from the newborn to the great-grandmother.',
    week: [
      ...hours(MONDAY_TO_FRIDAY, '08:00', '17:00', ['13:00', '14:00']),
      ...hours([5], '08:00', '13:00'),
      ...hours([6], '10:00', '13:00'),
    ],
  },
  {
    first_name: 'Minh Anh',
    last_name: 'Nguyễn',
    license_number: 'KMPDC-31877',
    field: 'Dermatology',
    certified_on: '2017-03-14',
    years_of_experience: 11,
    consultation_fee: '3500.00',
    office_address: 'Room 7, first floor',
    bio: 'Skin of every colour, at every age. Speaks English, Vietnamese and French.',
    week: hours(MONDAY_TO_FRIDAY, '09:00', '16:30', ['12:00', '13:00']),
    absences: [{ weeks: 1, first_day: 0, last_day: 4, reason: 'Annual leave', strands: 2 }],
  },
  {
    first_name: 'Joseph',
    last_name: 'Odhiambo',
    license_number: 'KMPDC-28140',
    field: 'General Practice',
    certified_on: null,
    years_of_experience: 8,
    consultation_fee: '2500.00',
    office_address: 'Room 1, ground floor',
    bio: 'Looks after the night. Before that, six years in the casualty department of Kisumu.',
    week: hours([6, 0, 1, 2, 3], '20:00', '06:00', ['01:00', '01:45']),
  },
  {
    first_name: 'Éric',
    last_name: 'Niyonzima',
    license_number: 'KMPDC-33502',
    field: 'General Practice',
    certified_on: '2019-11-08',
    years_of_experience: 9,
    consultation_fee: '1800.00',
    office_address: 'Room 2, ground floor',
    bio: 'Mornings at the clinic, afternoons at the university. Diabetes, blood pressure, travel medicine.',
    week: hours(MONDAY_TO_FRIDAY, '08:00', '12:30'),
    absences: [{ weeks: -2, first_day: 1, last_day: 2, reason: 'Influenza' }],
  },
  {
    first_name: 'Zoë',
    last_name: 'Hartmann',
    license_number: 'KMPDC-26019',
    field: 'Paediatrics',
    certified_on: '2014-09-01',
    years_of_experience: 14,
    consultation_fee: '3000.00',
    office_address: 'Room 3, ground floor',
    bio: 'Newborns, vaccinations, asthma. Keeps stickers in every pocket.',
    week: hours([0, 1, 3, 4], '08:30', '16:30', ['12:30', '13:15']),
  },
  {
    first_name: 'Mekdes',
    last_name: 'Haile',
    license_number: 'KMPDC-35266',
    field: 'Paediatrics',
    certified_on: null,
    years_of_experience: 5,
    consultation_fee: '2600.00',
    office_address: 'Room 3, ground floor',
    bio: 'Part-time, with a Saturday for parents who work. Speaks English, Amharic and Swahili.',
    week: [
      ...hours([2], '13:00', '19:00', ['16:00', '16:30']),
      ...hours([5], '09:00', '15:00', ['12:00', '12:30']),
    ],
    absences: [{ weeks: 3, first_day: 2, last_day: 5, reason: 'Paediatric congress in Addis Ababa' }],
  },
  {
    first_name: 'Fatuma',
    last_name: 'Abdi',
    license_number: 'KMPDC-22733',
    field: 'Obstetrics & Gynaecology',
    certified_on: '2012-02-20',
    years_of_experience: 16,
    consultation_fee: '3800.00',
    office_address: 'Room 5, first floor',
    bio: 'Antenatal care and ultrasound. Speaks English, Somali and Swahili.',
    week: hours(MONDAY_TO_FRIDAY, '08:00', '16:00', ['12:30', '13:15']),
  },
  {
    first_name: 'Priya',
    last_name: 'Raghunathan',
    license_number: 'KMPDC-30958',
    field: 'Obstetrics & Gynaecology',
    certified_on: '2018-05-19',
    years_of_experience: 10,
    consultation_fee: '3800.00',
    office_address: 'Room 5, first floor',
    bio: 'Evening hours for women who work. Fertility, endometriosis, menopause.',
    week: hours([0, 2, 4], '16:00', '20:00'),
  },
  {
    first_name: 'Ngũgĩ',
    last_name: 'Kariũki',
    license_number: 'KMPDC-18395',
    field: 'Cardiology',
    certified_on: '2006-10-11',
    also: 'General Practice',
    years_of_experience: 24,
    consultation_fee: '6000.00',
    office_address: 'Room 8, first floor',
    bio: 'Heart failure, valves, blood pressure that will not come down. ECG and echocardiography on site.',
    week: hours([0, 1, 2, 3], '07:30', '15:30', ['11:30', '12:00']),
    absences: [
      { weeks: 1, first_day: 2, last_day: 2, start_time: '12:00', end_time: '17:00', reason: 'Teaching' },
    ],
  },
  {
    first_name: 'Stanisław',
    last_name: 'Kowalczyk',
    license_number: 'KMPDC-27650',
    field: 'Orthopaedics',
    certified_on: '2013-12-03',
    years_of_experience: 19,
    consultation_fee: '4500.00',
    office_address: 'Room 9, first floor',
    bio: 'Knees, shoulders, runners. Operates on Tuesdays and Thursdays at the hospital next door.',
    week: hours([0, 2, 4], '09:00', '18:00', ['13:00', '14:00']),
  },
  {
    first_name: 'Søren',
    last_name: 'Lindqvist',
    license_number: 'KMPDC-34021',
    field: 'Ophthalmology',
    certified_on: '2016-04-27',
    years_of_experience: 13,
    consultation_fee: '4000.00',
    office_address: 'Room 6, first floor',
    bio: 'Cataract, glaucoma, and glasses that fit. Drives to a village clinic every last Monday.',
    week: hours([1, 2, 3, 4], '10:00', '18:00', ['13:30', '14:15']),
  },
  {
    first_name: 'Haruka',
    last_name: 'Satō',
    license_number: 'KMPDC-36114',
    field: 'Psychiatry',
    certified_on: '2020-08-15',
    years_of_experience: 7,
    consultation_fee: '5000.00',
    office_address: 'Room 10, garden house',
    bio: 'An hour is an hour. Depression, anxiety, sleep, and life after loss.',
    // Two windows a day instead of a break: the garden house is closed at noon.
    week: [...hours([0, 1, 2, 3], '09:00', '12:00'), ...hours([0, 1, 3], '14:00', '18:00')],
  },
];
