import type { AppointmentType } from '../platform/database.generated.ts';
import type { Field } from './doctors.ts';

/** Why somebody comes, how long it takes (minutes), and what the doctor writes down after. */
export interface Complaint {
  type: AppointmentType;
  duration: 15 | 30 | 45 | 60;
  reason: string;
  symptoms: string;
  doctor_notes: string;
}

type Row = readonly [
  AppointmentType,
  Complaint['duration'],
  reason: string,
  symptoms: string,
  doctor_notes: string,
];

const rows: Record<Field, readonly Row[]> = {
  'General Practice': [
    [
      'consultation',
      30,
      'Cough for a week',
      'Dry cough, worse at night, light fever',
      'Chest clear. Viral; fluids, rest, review if fever lasts past Friday.',
    ],
    [
      'consultation',
      30,
      'Stomach pain after meals',
      'Burning below the breastbone, belching',
      'Likely reflux. Omeprazole for four weeks, smaller suppers.',
    ],
    [
      'consultation',
      30,
      'Headache that keeps coming back',
      'Throbbing, left side, light hurts',
      'Migraine without aura. Diary given.',
    ],
    [
      'consultation',
      30,
      'Fever since yesterday',
      'Chills, joint pain, no appetite',
      'Malaria smear negative. Full blood count taken.',
    ],
    ['follow_up', 15, 'Blood pressure check', '', '138/86. Carry on, review in three months.'],
    [
      'follow_up',
      15,
      'Diabetes review',
      'Feet tingle in the evening',
      'HbA1c down to 7.4. Foot check normal.',
    ],
    [
      'routine_checkup',
      45,
      'Yearly check-up',
      '',
      'All in order. Walks to work now. Lipids to be repeated next year.',
    ],
    ['routine_checkup', 30, 'Medical certificate for a new job', '', 'Fit for work. Form signed.'],
    [
      'test_results',
      15,
      'Results of the blood test',
      '',
      'Iron low; ferrous sulphate, repeat in eight weeks.',
    ],
    ['procedure', 30, 'Stitches out', 'Cut on the palm ten days ago', 'Healed well, five stitches removed.'],
    [
      'emergency',
      30,
      'Short of breath',
      'Tight chest since this morning, known asthma',
      'Nebulised, saturation back to 97 %. Inhaler technique shown again.',
    ],
  ],
  Paediatrics: [
    ['routine_checkup', 30, 'Vaccination', '', 'Given in the left thigh. Next due as in the booklet.'],
    [
      'routine_checkup',
      30,
      'Growth and weight',
      '',
      'Along the curve. Solids from the sixth month explained.',
    ],
    [
      'consultation',
      30,
      'Runny nose and fever',
      'Does not want to drink much, 38.6 °C last night',
      'Both ears clear. Paracetamol by weight, come back if wet nappies get fewer.',
    ],
    [
      'consultation',
      30,
      'Rash on arms and belly',
      'Itchy, started after a new soap',
      'Contact dermatitis. Old soap back, mild steroid for five days.',
    ],
    [
      'consultation',
      30,
      'Loose stools since Sunday',
      'Five times a day, no blood',
      'No dehydration. Zinc and ORS, show of how to mix.',
    ],
    [
      'follow_up',
      15,
      'Asthma review',
      'Coughs after football',
      'Spacer technique good. Step up for the cold season.',
    ],
    [
      'emergency',
      30,
      'Swallowed a coin',
      'Drools, cries, breathes normally',
      'X-ray: in the stomach. Wait and see.',
    ],
  ],
  'Obstetrics & Gynaecology': [
    [
      'routine_checkup',
      30,
      'Antenatal visit',
      'Heartburn, feet swell in the evening',
      'Fundal height as expected, heartbeat 144.',
    ],
    ['procedure', 45, 'Ultrasound at 20 weeks', '', 'Normal anatomy, placenta posterior.'],
    [
      'consultation',
      30,
      'Irregular periods',
      'Every 40 to 50 days since last year',
      'Hormone panel and ultrasound ordered.',
    ],
    ['routine_checkup', 30, 'Cervical screening', '', 'Sample taken. Result in ten days.'],
    ['test_results', 15, 'Results of the screening', '', 'Normal. Next in three years.'],
    [
      'follow_up',
      30,
      'Six weeks after the birth',
      'Tired, otherwise well',
      'Healing well. Mood good. Contraception discussed.',
    ],
    ['consultation', 30, 'Hot flushes', 'Wakes three times a night', 'Options explained, leaflet given.'],
  ],
  Cardiology: [
    [
      'consultation',
      45,
      'Palpitations',
      'Heart races for minutes, mostly at night',
      'ECG normal. 24-hour recording next week.',
    ],
    [
      'consultation',
      45,
      'Chest pressure on the stairs',
      'Goes away at rest, no pain in the arm',
      'Exercise test ordered. Aspirin started.',
    ],
    ['procedure', 30, 'Echocardiogram', '', 'Ejection fraction 55 %. Mild mitral regurgitation.'],
    [
      'follow_up',
      30,
      'Blood pressure on new tablets',
      'Dizzy when standing up',
      '128/76 sitting, 112/70 standing. Dose halved.',
    ],
    ['test_results', 15, 'Results of the 24-hour ECG', '', 'Some extra beats, harmless. Less coffee.'],
  ],
  Dermatology: [
    [
      'consultation',
      30,
      'A mole that has changed',
      'Darker, itches now and then',
      'Regular under the dermatoscope. Photo kept, again in three months.',
    ],
    [
      'consultation',
      30,
      'Eczema on the hands',
      'Cracks, worse after washing up',
      'Gloves, emollient, steroid for ten days.',
    ],
    [
      'procedure',
      45,
      'Removal of a skin tag',
      '',
      'Removed under local anaesthetic. Sent to the laboratory.',
    ],
    [
      'follow_up',
      15,
      'Acne, third month of treatment',
      'Fewer spots, dry lips',
      'Good response. Liver values normal, continue.',
    ],
    ['test_results', 15, 'Result of the biopsy', '', 'Benign. No further treatment.'],
  ],
  Orthopaedics: [
    [
      'consultation',
      30,
      'Knee hurts after running',
      'Front of the knee, stairs down are worst',
      'Patellofemoral pain. Physiotherapy, two weeks without hills.',
    ],
    [
      'consultation',
      30,
      'Lower back pain',
      'Since lifting a gas cylinder, no numbness',
      'No red flags. Move, heat, ibuprofen for five days.',
    ],
    [
      'follow_up',
      30,
      'Six weeks after the fracture',
      'Stiff wrist',
      'Union on X-ray. Cast off, exercises shown.',
    ],
    [
      'procedure',
      45,
      'Injection into the shoulder',
      'Cannot lift the arm above the head',
      'Subacromial injection, well tolerated.',
    ],
    ['test_results', 15, 'MRI of the knee', '', 'Small tear of the meniscus. Conservative for now.'],
  ],
  Ophthalmology: [
    [
      'routine_checkup',
      30,
      'New glasses',
      'Holds the newspaper further away every month',
      'Reading +1.75 both sides. Pressure normal.',
    ],
    [
      'consultation',
      30,
      'Red eye',
      'Gritty, stuck together in the morning',
      'Conjunctivitis. Drops for five days, own towel.',
    ],
    ['follow_up', 15, 'Eye pressure', '', '16 and 17 mmHg on drops. Field unchanged.'],
    [
      'consultation',
      45,
      'Sees halos at night',
      'Mostly the right eye',
      'Cataract, right more than left. Operation discussed.',
    ],
    ['routine_checkup', 30, 'Yearly check for diabetes', '', 'No retinopathy. Again in a year.'],
  ],
  Psychiatry: [
    [
      'consultation',
      60,
      'First visit',
      'Cannot sleep, thoughts go round',
      'Told the whole story. Sleep diary, next week again.',
    ],
    ['follow_up', 60, 'Therapy session', '', 'Went to the market alone for the first time since March.'],
    ['follow_up', 30, 'Review of medicines', 'Better mornings, dry mouth', 'Sertraline stays at 50 mg.'],
    ['consultation', 60, 'Grief', 'A brother died in August', 'Listened. Comes back, with family if wanted.'],
  ],
};

export const complaints = Object.fromEntries(
  Object.entries(rows).map(([field, list]) => [
    field,
    list.map(([type, duration, reason, symptoms, doctor_notes]) => ({
      type,
      duration,
      reason,
      symptoms,
      doctor_notes,
    })),
  ]),
) as Record<Field, Complaint[]>;

/** What patients want the clinic to know. */
export const patientNotes = [
  'I come by matatu and may be ten minutes late.',
  'Please call my daughter when I am done.',
  'I need the lift.',
  'I would rather speak Swahili.',
  'Afraid of needles, sorry.',
  'Bringing my earlier results.',
  'My sister comes along.',
  'Paying by insurance, the letter is on its way.',
];

export const cancelReasons = {
  patient: [
    'Feeling better',
    'Travelling upcountry',
    'Cannot get off work',
    'The children are ill',
    'Found an earlier time elsewhere',
  ],
  clinic: ['Patient called', 'Doctor called away', 'No answer to two calls', 'Sent to the hospital instead'],
};

export const moveReasons = [
  'Asked for another day',
  'Exam at school',
  'Doctor late from the hospital',
  'Transport strike',
];
