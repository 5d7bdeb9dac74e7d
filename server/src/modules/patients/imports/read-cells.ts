import { Problem } from '../../../platform/problems.ts';
import { compileCheck, type FailedRule } from '../../../platform/http/check-value.ts';
import { normalizeEmail, normalizePhone } from '../../auth/accounts.ts';
import { wrongBirthDate } from '../../auth/register.ts';
import { fold, IMPORT_FIELDS, type ImportField } from './import-columns.ts';
import { ImportedPatient, type DateFormat, type ImportError, type ImportRule } from './imports.schemas.ts';

/** A row as the file has it: text by field; what is blank is not there. */
export type Cells = Partial<Record<ImportField, string>>;

export interface ReadingOptions {
  date_format: DateFormat;
  /** `+254`: what a telephone number that begins with 0 stands for. */
  calling_code: string | null;
  /** `YYYY-MM-DD`, in the clinic. */
  today: string;
}

/**
 * What a row says, or what is wrong with it: the same rules as for a patient whom the desk registers.
 * @returns no `patient` where there are errors; never with a value of the row in them
 */
export function readCells(
  cells: Cells,
  options: ReadingOptions,
): { patient?: ImportedPatient; errors: ImportError[] } {
  const errors: ImportError[] = [];
  const found: Record<string, string> = {};
  for (const field of IMPORT_FIELDS) {
    const text = cells[field];
    if (text === undefined) continue;
    const read = readers[field]?.(text, options);
    if (typeof read === 'object') errors.push({ column: field, ...read });
    else found[field] = read ?? text;
  }
  const wrong = new Set<string | null>(errors.map(({ column }) => column));
  for (const failed of check(found)) if (!wrong.has(failed.field)) errors.push(toError(failed));
  return errors.length > 0 ? { errors } : { patient: found as unknown as ImportedPatient, errors };
}

const check = compileCheck(ImportedPatient);

interface Wrong {
  rule: ImportRule;
  message: string;
}

type CellReader = (text: string, options: ReadingOptions) => string | Wrong;

const readers: Partial<Record<ImportField, CellReader>> = {
  email: (text) => normalizeEmail(text),
  phone: (text, { calling_code }) => readPhone(text, calling_code),
  date_of_birth: readBirthDate,
  gender: (text) =>
    genders.get(fold(text)) ?? { rule: 'choice', message: 'wants one of M, F, O, P, or the word for it' },
  locale: (text) =>
    locales.get(fold(text)) ?? {
      rule: 'choice',
      message: 'wants one of en, sw, fr, or the name of the language',
    },
};

function readPhone(text: string, callingCode: string | null): string | Wrong {
  const isNational = callingCode !== null && /^0[^0]/.test(text);
  try {
    return normalizePhone(isNational ? `${callingCode}${text.slice(1)}` : text)!;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { rule: 'phone', message: error.options.errors![0]!.message };
  }
}

const ORDERS: Record<DateFormat, { shape: RegExp; hint: string }> = {
  'YYYY-MM-DD': { shape: /^(?<y>\d{4})-(?<m>\d\d?)-(?<d>\d\d?)$/, hint: 'such as 1990-04-17' },
  'DD/MM/YYYY': { shape: /^(?<d>\d\d?)[/.-](?<m>\d\d?)[/.-](?<y>\d{4})$/, hint: 'such as 17/04/1990' },
  'MM/DD/YYYY': { shape: /^(?<m>\d\d?)[/.-](?<d>\d\d?)[/.-](?<y>\d{4})$/, hint: 'such as 04/17/1990' },
};

/** In the one order that was chosen: 03/04 is a day in March or in April, and nobody can tell by looking. */
function readBirthDate(text: string, { date_format, today }: ReadingOptions): string | Wrong {
  const { shape, hint } = ORDERS[date_format];
  const { y, m, d } = (shape.exec(text) ?? ORDERS['YYYY-MM-DD'].shape.exec(text))?.groups ?? {};
  const date = y === undefined ? undefined : `${y}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}`;
  if (date === undefined || !exists(date))
    return { rule: 'date', message: `wants a date that exists, ${hint}` };
  const message = wrongBirthDate(date, today);
  return message ? { rule: 'date', message } : date;
}

function exists(date: string): boolean {
  try {
    Temporal.PlainDate.from(date);
    return true;
  } catch {
    return false;
  }
}

const genders = wordsFor({
  M: ['M', 'male', 'man', 'mwanaume', 'mwanamume', 'me', 'masculin', 'homme'],
  F: ['F', 'female', 'woman', 'mwanamke', 'ke', 'féminin', 'femme'],
  O: ['O', 'other', 'nyingine', 'autre'],
  P: ['P', 'prefer not to say', 'hapendi kusema', 'ne se prononce pas'],
});

const locales = wordsFor({
  en: ['en', 'english', 'kiingereza', 'anglais'],
  sw: ['sw', 'swahili', 'kiswahili'],
  fr: ['fr', 'french', 'kifaransa', 'français'],
});

function wordsFor(words: Record<string, string[]>): Map<string, string> {
  return new Map(Object.entries(words).flatMap(([value, list]) => list.map((word) => [fold(word), value])));
}

function toError({ field, rule, message }: FailedRule): ImportError {
  return { column: field as ImportField, rule: RULE_OF[rule] ?? 'characters', message };
}

/** Of the rules of the schema. */
const RULE_OF: Record<string, ImportRule> = {
  required: 'required',
  minLength: 'required',
  maxLength: 'too_long',
  'email-address': 'email',
  enum: 'choice',
};
