import { Trans } from '@lingui/react/macro';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { listMedicalRecordsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment, Patient } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AllergyStrip } from './allergy-strip.tsx';
import { Medicines } from './medicines.tsx';
import { allergiesIn, medicinesIn, validRecords } from './patient-story.ts';
import { Vitals } from './vitals.tsx';
import classes from './write-page.module.css';

interface WriteAsideProps {
  patient: Patient;
  visit?: Appointment | undefined;
}

/** What a doctor looks at while writing: why the patient came, allergies, medicines, what was measured before. */
export function WriteAside({ patient, visit }: WriteAsideProps) {
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const records = useQuery(listMedicalRecordsOptions({ query: { patient_id: patient.id, page_size: 100 } }));
  const valid = validRecords(records.data?.results ?? []);
  const more = (
    <>
      {visit && <VisitFacts visit={visit} />}
      <Medicines told={patient.current_medications} prescribed={medicinesIn(valid)} />
      <Vitals records={valid} />
    </>
  );
  return (
    <aside className={classes.aside}>
      <AllergyStrip told={patient.allergies} recorded={allergiesIn(valid)} />
      {isWide ? (
        more
      ) : (
        <details>
          <summary>
            <Trans>The visit, medicines and measurements</Trans>
          </summary>
          <div className={classes.aside} style={{ marginTop: '1.25rem' }}>
            {more}
          </div>
        </details>
      )}
    </aside>
  );
}

function VisitFacts({ visit }: { visit: Appointment }) {
  const times = useTimes();
  return (
    <Panel title={<Trans>The visit</Trans>} hint={times.dayAndTime(visit.appointment_datetime)}>
      <Facts>
        <Fact name={<Trans>Reason</Trans>} isWide>
          {visit.reason}
        </Fact>
        <Fact name={<Trans>Symptoms</Trans>} isWide>
          {visit.symptoms}
        </Fact>
        <Fact name={<Trans>Notes</Trans>} isWide>
          {visit.notes}
        </Fact>
        <Fact name={<Trans>Your notes, not shown to the patient</Trans>} isWide>
          {visit.doctor_notes}
        </Fact>
      </Facts>
    </Panel>
  );
}
