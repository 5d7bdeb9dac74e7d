/** The fields of a patient that a file can bring, in the order of the documentation. */
export const IMPORT_FIELDS = [
  'email',
  'first_name',
  'last_name',
  'phone',
  'locale',
  'date_of_birth',
  'gender',
  'address',
  'emergency_contact',
  'insurance_provider',
  'insurance_number',
  'medical_history',
  'allergies',
  'current_medications',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Without these no row can become a patient. */
export const REQUIRED_FIELDS = ['email', 'first_name', 'last_name'] as const satisfies readonly ImportField[];

/** What people call the fields in English, Swahili and French, beside the fields' own names. */
const NAMES: Record<ImportField, readonly string[]> = {
  email: [
    'e-mail',
    'e-mail address',
    'mail',
    'barua pepe',
    'anwani ya barua pepe',
    'courriel',
    'adresse e-mail',
  ],
  first_name: ['given name', 'forename', 'jina la kwanza', 'jina', 'prénom', 'prénoms'],
  last_name: ['surname', 'family name', 'jina la mwisho', 'jina la ukoo', 'nom', 'nom de famille'],
  phone: [
    'telephone',
    'phone number',
    'mobile',
    'simu',
    'namba ya simu',
    'nambari ya simu',
    'téléphone',
    'portable',
  ],
  locale: ['language', 'lugha', 'langue'],
  date_of_birth: [
    'birth date',
    'birthday',
    'born',
    'dob',
    'tarehe ya kuzaliwa',
    'date de naissance',
    'né le',
    'née le',
  ],
  gender: ['sex', 'jinsia', 'sexe', 'genre'],
  address: ['home address', 'anwani', 'makazi', 'adresse', 'domicile'],
  emergency_contact: [
    'emergency',
    'next of kin',
    'mtu wa dharura',
    'ndugu wa karibu',
    'personne à prévenir',
    "contact d'urgence",
  ],
  insurance_provider: ['insurance', 'insurer', 'bima', 'kampuni ya bima', 'assurance', 'assureur'],
  insurance_number: [
    'policy number',
    'insurance no',
    'namba ya bima',
    'nambari ya bima',
    "numéro d'assurance",
    "numéro d'assuré",
  ],
  medical_history: [
    'history',
    'historia ya matibabu',
    'historia ya afya',
    'antécédents',
    'antécédents médicaux',
  ],
  allergies: ['allergy', 'mzio', 'allergie'],
  current_medications: [
    'medications',
    'medication',
    'medicines',
    'dawa',
    'dawa za sasa',
    'médicaments',
    'traitement en cours',
  ],
};

const fieldOf = new Map<string, ImportField>(
  IMPORT_FIELDS.flatMap((field) => [field, ...NAMES[field]].map((name) => [fold(name), field] as const)),
);

/**
 * Which field a column holds, by what stands above it: the field's name or what people call it, whatever the case, the
 * accents, blanks, hyphens and underscores. Undefined: none of ours.
 */
export function fieldOfHeader(header: string): ImportField | undefined {
  return fieldOf.get(fold(header));
}

/** Letters and digits alone, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
