import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type {
  Allergy,
  LabResult,
  MedicalRecord,
  Medication,
  VitalSigns as Signs,
} from '../api/generated/types.gen.ts';
import { useNumbers } from '../lib/numbers.ts';
import {
  LAB_FLAG_WORDS,
  measuredSigns,
  SEVERITY_WORDS,
  VITAL_SIGN_UNITS,
  VITAL_SIGN_WORDS,
  weightOf,
} from '../lib/record-words.ts';
import classes from './record-content.module.css';

type Content = Pick<
  MedicalRecord,
  'summary' | 'diagnosis' | 'treatment_plan' | 'medications' | 'allergies' | 'lab_results' | 'vital_signs'
>;

interface RecordContentProps {
  record: Content;
  /** Of its headings: one below that under which it stands. */
  order?: 2 | 3;
}

/** What a record, or one version of it, says; what is empty is left out. */
export function RecordContent({ record, order = 3 }: RecordContentProps) {
  const { summary, diagnosis, treatment_plan, medications, allergies, lab_results, vital_signs } = record;
  const hasSigns = Object.values(vital_signs).some((value) => value !== null);
  return (
    <div className={classes.content}>
      {allergies.length > 0 && <AllergyList allergies={allergies} order={order} />}
      {summary && (
        <Part order={order} title={<Trans>Summary</Trans>}>
          <p className={classes.text}>{summary}</p>
        </Part>
      )}
      {hasSigns && (
        <Part order={order} title={<Trans>Vital signs</Trans>}>
          <VitalSigns signs={vital_signs} />
        </Part>
      )}
      {lab_results.length > 0 && (
        <Part order={order} title={<Trans>Laboratory results</Trans>}>
          <LabResults results={lab_results} />
        </Part>
      )}
      {diagnosis && (
        <Part order={order} title={<Trans>Diagnosis</Trans>}>
          <p className={classes.text}>{diagnosis}</p>
        </Part>
      )}
      {medications.length > 0 && (
        <Part order={order} title={<Trans>Medicines</Trans>}>
          <Medications medications={medications} />
        </Part>
      )}
      {treatment_plan && (
        <Part order={order} title={<Trans>Treatment plan</Trans>}>
          <p className={classes.text}>{treatment_plan}</p>
        </Part>
      )}
    </div>
  );
}

function Part({ order, title, children }: { order: 2 | 3; title: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <Title order={order} size="h3" className={classes.title}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** In red, before everything else: what must not be given. */
function AllergyList({ allergies, order }: { allergies: readonly Allergy[]; order: 2 | 3 }) {
  const { i18n } = useLingui();
  return (
    <section className={classes.allergies}>
      <Title order={order} size="h3" className={classes.title}>
        <IconAlertTriangle size={18} aria-hidden /> <Trans>Allergies</Trans>
      </Title>
      <ul>
        {allergies.map(({ substance, reaction, severity }, index) => (
          <li key={index}>
            <strong>{substance}</strong>
            {[reaction, severity && i18n._(SEVERITY_WORDS[severity])].filter(Boolean).map((text) => (
              <span key={text}> · {text}</span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function VitalSigns({ signs }: { signs: Signs }) {
  const { i18n } = useLingui();
  const write = useNumbers();
  return (
    <dl className={classes.signs}>
      {measuredSigns(signs, write).map(({ sign, value }) => (
        <div key={sign}>
          <dt>{i18n._(VITAL_SIGN_WORDS[sign])}</dt>
          <dd className="numbers">
            {value} <span>{VITAL_SIGN_UNITS[sign]}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LabResults({ results }: { results: readonly LabResult[] }) {
  const { i18n } = useLingui();
  const write = useNumbers();
  return (
    <table className={classes.results}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Test</Trans>
          </th>
          <th scope="col">
            <Trans>Result</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {results.map(({ test, value, unit, reference_range, flag }, index) => (
          <tr key={index} data-weight={weightOf(flag)}>
            <th scope="row">
              {test}
              {reference_range && (
                <span>
                  <Trans>Reference: {reference_range}</Trans>
                </span>
              )}
            </th>
            <td>
              <span className="numbers">
                <strong>{typeof value === 'number' ? write(value) : value}</strong> {unit}
              </span>
              {flag && <span className={classes.flag}>{i18n._(LAB_FLAG_WORDS[flag])}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Medications({ medications }: { medications: readonly Medication[] }) {
  return (
    <ol className={classes.medications}>
      {medications.map(({ name, dose, route, frequency, duration, instructions }, index) => (
        <li key={index}>
          <p className={classes.medicine}>
            <strong>{name}</strong> {dose}
          </p>
          <p>{[route, frequency, duration].filter(Boolean).join(' · ')}</p>
          {instructions && <p className={classes.instructions}>{instructions}</p>}
        </li>
      ))}
    </ol>
  );
}
