/** Weight, name, and how its numbers begin. */
export const insurers: readonly (readonly [number, readonly [name: string, prefix: string]])[] = [
  [34, ['Social Health Authority (SHA)', 'SHA-']],
  [8, ['NHIF', 'NHIF-']],
  [12, ['Jubilee Health', 'JUB-']],
  [10, ['AAR', 'AAR-']],
  [8, ['Britam', 'BRT-']],
  [5, ['CIC', 'CIC/M/']],
  [4, ['Old Mutual', 'OM']],
  [19, ['', '']],
];

export interface Condition {
  name: string;
  medication: string;
  /** Years of age at which people have it. */
  from: number;
  to?: number;
}

export const conditions: readonly Condition[] = [
  { name: 'Asthma since childhood', medication: 'Salbutamol inhaler as needed', from: 0, to: 50 },
  { name: 'Sickle cell trait', medication: '', from: 0 },
  { name: 'Born early, at 34 weeks', medication: '', from: 0, to: 6 },
  { name: 'Eczema', medication: 'Emollient twice a day', from: 0, to: 20 },
  {
    name: 'Epilepsy, free of seizures for two years',
    medication: 'Levetiracetam 500 mg twice a day',
    from: 5,
    to: 60,
  },
  { name: 'Migraine', medication: 'Sumatriptan 50 mg as needed', from: 14, to: 60 },
  { name: 'HIV, undetectable', medication: 'TLD once a day', from: 18, to: 75 },
  { name: 'Depression in 2021', medication: 'Sertraline 50 mg', from: 18, to: 80 },
  { name: 'Type 2 diabetes', medication: 'Metformin 1 g twice a day', from: 38 },
  { name: 'High blood pressure', medication: 'Amlodipine 5 mg in the morning', from: 38 },
  { name: 'Glaucoma', medication: 'Latanoprost drops at night', from: 50 },
  { name: 'Osteoarthritis of both knees', medication: 'Paracetamol as needed', from: 52 },
  { name: 'Atrial fibrillation', medication: 'Apixaban 5 mg twice a day', from: 60 },
  { name: 'Stroke in 2019, walks with a stick', medication: 'Aspirin 75 mg, atorvastatin 40 mg', from: 60 },
];

/** `#` is a house number. */
export const addresses = [
  'House #, Kabarnet Road, Kilimani, Nairobi',
  'Flat #, Argwings Kodhek Road, Hurlingham, Nairobi',
  'Plot #, Eastleigh, Nairobi',
  'House #, Southlands Estate, Lang’ata, Nairobi',
  'Flat #, Umoja II, Nairobi',
  'House #, Runda Grove, Nairobi',
  'Flat #, Juja Road, Pangani, Nairobi',
  'House #, Ngong Road, Karen, Nairobi',
  'Flat #, Thika Road, Kasarani, Nairobi',
  'House #, Membley, Ruiru',
  'Plot #, Kiambu Town',
  'Flat #, Parklands, 3rd Avenue, Nairobi',
  'House #, Syokimau, Machakos',
  'P. O. Box #, Kajiado',
  'Flat #, Kawangware, Nairobi',
  'House #, Buruburu Phase 4, Nairobi',
  'Flat #, Westlands, Nairobi',
];

/** Whom to call. */
export const relations = {
  child: [
    ['Mother', 'Akinyi'],
    ['Mother', 'Nyambura'],
    ['Father', 'Daniel'],
    ['Father', 'Hassan'],
    ['Grandmother', 'Wanjiru'],
    ['Aunt', 'Rehema'],
  ],
  adult: [
    ['Wife', 'Mercy'],
    ['Husband', 'Samuel'],
    ['Sister', 'Esther'],
    ['Brother', 'Peter'],
    ['Daughter', 'Faith'],
    ['Friend', 'Juma'],
    ['Son', 'Brian'],
  ],
} as const;
