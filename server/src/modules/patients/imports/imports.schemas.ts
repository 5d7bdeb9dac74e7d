import { Type, type Static } from 'typebox';
import { pageQuery } from '../../../platform/http/paging.ts';
import { Closed, Instant, Nullable, OneOf, PlainDate, Uuid, model } from '../../../platform/http/schemas.ts';
import { LIKENESSES } from '../lookalikes.schemas.ts';
import { PatientRegistration } from '../patients.schemas.ts';
import { IMPORT_FIELDS } from './import-columns.ts';

const { password: _password, password2: _again, ...importable } = PatientRegistration.properties;
/** What a row must say: a registration without a password. */
export const ImportedPatient = Closed(importable);
export type ImportedPatient = Static<typeof ImportedPatient>;

export const DATE_FORMATS = ['YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

export const PatientImportUpload = model(
  'PatientImportUpload',
  Closed({
    file: Type.String({
      format: 'binary',
      description:
        'CSV in UTF-8, cut by commas, semicolons or tabs. The first row names the columns: a field’s own name, or what ' +
        'people call it in English, Swahili or French.',
    }),
    date_format: Type.Optional(
      OneOf(DATE_FORMATS, {
        default: 'YYYY-MM-DD',
        description: 'Order of the dates in the file; YYYY-MM-DD is read in any case.',
      }),
    ),
    calling_code: Type.Optional(
      Type.String({
        pattern: '^\\+[1-9][0-9]{0,3}$',
        examples: ['+254'],
        description: 'What stands for the leading 0 of telephone numbers.',
      }),
    ),
  }),
);
export type PatientImportUpload = Static<typeof PatientImportUpload>;

export const IMPORT_RULES = [
  'required',
  'email',
  'phone',
  'date',
  'choice',
  'too_long',
  'characters',
  'too_many_cells',
] as const;
export type ImportRule = (typeof IMPORT_RULES)[number];

const ImportError = Closed({
  column: Nullable(OneOf(IMPORT_FIELDS, { examples: ['email'] })),
  rule: OneOf(IMPORT_RULES, { examples: ['email'] }),
  message: Type.String({ examples: ['wants an e-mail address'] }),
});
export type ImportError = Static<typeof ImportError>;

const STATUSES = ['checking', 'checked', 'importing', 'imported', 'undoing', 'undone'] as const;
export const ROW_STATES = ['waiting', 'ready', 'invalid', 'duplicate', 'imported', 'undone'] as const;

const Count = (description: string) => Type.Integer({ examples: [0], description });

export const PatientImport = model(
  'PatientImport',
  Closed({
    id: Uuid(),
    file_name: Type.String({ examples: ['patients.csv'] }),
    status: OneOf(STATUSES, { examples: ['checked'] }),
    date_format: OneOf(DATE_FORMATS),
    calling_code: Nullable(Type.String({ examples: ['+254'] })),
    with_invitations: Type.Boolean({ examples: [false] }),
    columns: Type.Array(
      Closed({
        header: Type.String({ examples: ['Prénom'] }),
        field: Nullable(OneOf(IMPORT_FIELDS, { examples: ['first_name'] })),
      }),
      { description: 'Those without a field are left aside.' },
    ),
    rows: Closed({
      total: Count('All, the names of the columns not counted.'),
      waiting: Count('Not checked yet.'),
      ready: Count('Can be imported.'),
      invalid: Count('Something is wrong with them.'),
      duplicate: Count('They look like somebody who is there already.'),
      imported: Count('They are patients now.'),
      undone: Count('Imported and taken back.'),
      kept: Count('Of the imported: an undo has left them, because something has happened to them since.'),
    }),
    created_by: Closed({ id: Uuid(), full_name: Type.String({ examples: ['Jane Desk'] }) }),
    created_at: Instant(),
    started_at: Nullable(Instant()),
    finished_at: Nullable(Instant()),
    undone_at: Nullable(Instant()),
    undo_until: Nullable(
      Instant({ description: 'Until then it can be undone; null: not, or not any more.' }),
    ),
  }),
);
export type PatientImport = Static<typeof PatientImport>;

export const PatientImportRow = model(
  'PatientImportRow',
  Closed({
    line: Type.Integer({
      examples: [2],
      description: 'As a spreadsheet counts; the first after the names is 2.',
    }),
    state: OneOf(ROW_STATES, { examples: ['invalid'] }),
    full_name: Type.String({ examples: ['Amina Otieno'] }),
    email: Nullable(Type.String({ examples: ['amina@example.org'] })),
    date_of_birth: Nullable(Type.String({ examples: ['1990-04-17'] })),
    errors: Type.Array(ImportError),
    duplicates: Type.Array(
      Closed({
        by: OneOf(LIKENESSES, { examples: ['email'] }),
        line: Nullable(Type.Integer({ examples: [null], description: 'An earlier row of the file.' })),
        patient: Nullable(
          Closed({
            id: Uuid(),
            full_name: Type.String({ examples: ['Amina Otieno'] }),
            date_of_birth: Nullable(PlainDate()),
          }),
        ),
      }),
      { description: 'Neither a row nor a patient: somebody of the staff.' },
    ),
    may_be_imported: Type.Boolean({
      examples: [true],
      description: 'A duplicate that only looks like somebody; two accounts with one e-mail there cannot be.',
    }),
    patient_id: Nullable(Uuid()),
    kept_because: Nullable(
      OneOf(['visits', 'records', 'signed_in', 'changed', 'in_use'], {
        examples: [null],
        description: 'Why an undo has left the patient.',
      }),
    ),
  }),
);
export type PatientImportRow = Static<typeof PatientImportRow>;

export const ImportParams = Closed({ import_id: Uuid() });
export const ImportListQuery = Closed({ ...pageQuery });
export type ImportListQuery = Static<typeof ImportListQuery>;
export const ImportRowQuery = Closed({
  ...pageQuery,
  state: Type.Optional(OneOf(ROW_STATES)),
  kept: Type.Optional(Type.Boolean({ description: 'Those that an undo has left, or the others.' })),
});
export type ImportRowQuery = Static<typeof ImportRowQuery>;

export const PatientImportStart = model(
  'PatientImportStart',
  Closed({
    with_invitations: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Each gets a mail to set a password. Else nobody is told.',
      }),
    ),
    with_duplicates: Type.Optional(
      Type.Boolean({ default: false, description: 'Also all that only look like somebody.' }),
    ),
    duplicate_lines: Type.Optional(
      Type.Array(Type.Integer({ minimum: 2, maximum: 1_000_000, examples: [17] }), {
        maxItems: 1000,
        description: 'Of those that only look like somebody, these too.',
      }),
    ),
  }),
);
export type PatientImportStart = Static<typeof PatientImportStart>;
