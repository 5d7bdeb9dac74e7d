import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox } from '@mantine/core';
import type { PatientImportRow } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { TextLink } from '../../ui/links.tsx';
import { FIELD_WORDS, KEPT_WORDS, LIKENESS_WORDS, RULE_WORDS } from './import-words.ts';
import classes from './row-cells.module.css';

interface RowProps {
  row: PatientImportRow;
}

/** Who the row says it is, or who became of it. */
export function WhoInRow({ row }: RowProps) {
  const { full_name, email, patient_id } = row;
  return (
    <div className={classes.who}>
      {patient_id ? (
        <TextLink to="/desk/patients/$patientId" params={{ patientId: patient_id }}>
          {full_name}
        </TextLink>
      ) : (
        <strong>{full_name || '—'}</strong>
      )}
      {email && <span className={classes.more}>{email}</span>}
    </div>
  );
}

export function Errors({ row }: RowProps) {
  const { i18n } = useLingui();
  return (
    <ul className={classes.list}>
      {row.errors.map(({ column, rule }, index) => (
        <li key={index}>
          {column && <strong>{i18n._(FIELD_WORDS[column])}</strong>} {i18n._(RULE_WORDS[rule])}
        </li>
      ))}
    </ul>
  );
}

export function Duplicates({ row }: RowProps) {
  const { i18n } = useLingui();
  return (
    <ul className={classes.list}>
      {row.duplicates.map((duplicate, index) => (
        <li key={index}>
          <Whom duplicate={duplicate} />
          <span className={classes.more}>{i18n._(LIKENESS_WORDS[duplicate.by])}</span>
        </li>
      ))}
    </ul>
  );
}

function Whom({ duplicate: { patient, line } }: { duplicate: PatientImportRow['duplicates'][number] }) {
  const times = useTimes();
  if (patient)
    return (
      <span>
        <TextLink to="/desk/patients/$patientId" params={{ patientId: patient.id }}>
          {patient.full_name}
        </TextLink>
        {patient.date_of_birth && <span className="numbers">, {times.date(patient.date_of_birth)}</span>}
      </span>
    );
  if (line !== null)
    return (
      <span className="numbers">
        <Trans>Row {line} of the file</Trans>
      </span>
    );
  return <Trans>Somebody of the staff</Trans>;
}

export function KeptBecause({ row }: RowProps) {
  const { i18n } = useLingui();
  return row.kept_because && i18n._(KEPT_WORDS[row.kept_because]);
}

interface DuplicateChoiceProps extends RowProps {
  wanted: ReadonlySet<number>;
  want(lines: ReadonlySet<number>): void;
}

export function DuplicateChoice({ row, wanted, want }: DuplicateChoiceProps) {
  const { t } = useLingui();
  const { line, may_be_imported, full_name } = row;
  if (!may_be_imported)
    return (
      <span className={classes.more}>
        <Trans>One account for each e-mail</Trans>
      </span>
    );
  return (
    <Checkbox
      aria-label={t`Import ${full_name}, row ${line}, nevertheless`}
      checked={wanted.has(line)}
      onChange={({ currentTarget }) => {
        const next = new Set(wanted);
        if (currentTarget.checked) next.add(line);
        else next.delete(line);
        want(next);
      }}
    />
  );
}
