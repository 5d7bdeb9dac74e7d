import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PatientImport, PatientImportRow } from '../../api/generated/types.gen.ts';

type Field = NonNullable<PatientImport['columns'][number]['field']>;
type Rule = PatientImportRow['errors'][number]['rule'];
type Likeness = PatientImportRow['duplicates'][number]['by'];
type Kept = NonNullable<PatientImportRow['kept_because']>;

export const FIELD_WORDS: Record<Field, MessageDescriptor> = {
  email: msg`E-mail`,
  first_name: msg`First name`,
  last_name: msg`Last name`,
  phone: msg`Phone`,
  locale: msg`Language`,
  date_of_birth: msg`Date of birth`,
  gender: msg`Gender`,
  address: msg`Address`,
  emergency_contact: msg`Emergency contact`,
  insurance_provider: msg`Insurer`,
  insurance_number: msg`Insurance number`,
  medical_history: msg`Medical history`,
  allergies: msg`Allergies`,
  current_medications: msg`Current medicines`,
};

export const RULE_WORDS: Record<Rule, MessageDescriptor> = {
  required: msg`is missing`,
  email: msg`is no e-mail address`,
  phone: msg`is no phone number with its country code`,
  date: msg`is no possible date`,
  choice: msg`is none of the possible values`,
  too_long: msg`is too long`,
  characters: msg`has characters that cannot be stored`,
  too_many_cells: msg`The row has more cells than there are columns`,
};

export const LIKENESS_WORDS: Record<Likeness, MessageDescriptor> = {
  email: msg`Same e-mail`,
  name_and_birth: msg`Same name and date of birth`,
  phone: msg`Same phone, similar name`,
  similar: msg`Similar name`,
};

export const KEPT_WORDS: Record<Kept, MessageDescriptor> = {
  visits: msg`Has visits`,
  records: msg`Has medical records`,
  signed_in: msg`Has signed in`,
  changed: msg`Was changed since`,
  in_use: msg`Is in use`,
};

/** What the API says about a file as a whole → our sentence. */
const FILE_WORDS: [RegExp, MessageDescriptor][] = [
  [/^has no column for/, msg`A column is missing. E-mail, first name and last name must be there.`],
  [/^has two columns for/, msg`Two columns say the same thing. Remove one of them.`],
  [/quotation mark/, msg`A quotation mark is out of place, so the rows cannot be told apart.`],
  [/^row \d+ cannot be read/, msg`A row cannot be read.`],
  [/^is not CSV/, msg`This is no CSV file in UTF-8. In a spreadsheet choose “Save as: CSV UTF-8”.`],
  [/^has no row|^is empty/, msg`There is nobody in this file.`],
  [/^has more than \d+ rows/, msg`There are more than 20,000 rows. Cut the file into several.`],
  [/^has more than \d+ columns/, msg`There are more than 100 columns.`],
];

/** @returns undefined for what is no word about a file */
export function fileSentence(message: string): MessageDescriptor | undefined {
  return FILE_WORDS.find(([pattern]) => pattern.test(message))?.[1];
}
