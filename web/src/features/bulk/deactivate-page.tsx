import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deactivatePatients, previewPatientDeactivation } from '../../api/generated/sdk.gen.ts';
import type { Deactivations, DeactivationPreview } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink, PatientLink } from '../../ui/person-link.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import classes from './deactivate-page.module.css';
import { PatientPicker } from './patient-picker.tsx';

type Previewed = DeactivationPreview['patients'][number];
const MOST = 100;

/** Switches the accounts of several patients off, after showing what this cancels. */
export function DeactivatePage() {
  const { t } = useLingui();
  const [ids, setIds] = useState<readonly string[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [results, setResults] = useState<Deactivations['results']>();
  const preview = useQuery({
    queryKey: [{ _id: 'previewPatientDeactivation', ids }],
    queryFn: async () => {
      const body = { patient_ids: [...ids] };
      const { data } = await previewPatientDeactivation({ body, throwOnError: true });
      return data;
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const chosen = ids.length === 0 ? [] : (preview.data?.patients.filter(({ id }) => ids.includes(id)) ?? []);
  const visits = chosen.reduce((sum, patient) => sum + patient.visits.length, 0);

  return (
    <Page
      title={t`Switch patients off`}
      kicker={
        <TextLink to="/bulk" underline="hover">
          <Trans>Many at once</Trans>
        </TextLink>
      }
      lead={
        <Trans>They can no longer sign in, and their visits to come are cancelled. Nothing is erased.</Trans>
      }
    >
      {results ? (
        <Done
          results={results}
          patients={chosen}
          again={() => {
            setResults(undefined);
            setIds([]);
          }}
        />
      ) : (
        <>
          <Panel title={<Trans>Who</Trans>}>
            <PatientPicker
              chosen={ids}
              isFull={ids.length >= MOST}
              add={(id) => setIds((before) => (before.includes(id) ? before : [...before, id]))}
            />
          </Panel>
          <Panel title={<Trans>What becomes of them</Trans>}>
            {ids.length === 0 ? (
              <Empty icon={IconUserOff} title={<Trans>Nobody is chosen yet</Trans>} />
            ) : (
              <Answer of={preview}>
                {() => (
                  <Stack>
                    <PlainList label={t`Chosen patients`}>
                      {chosen.map((patient) => (
                        <Chosen
                          key={patient.id}
                          patient={patient}
                          remove={() => setIds((before) => before.filter((id) => id !== patient.id))}
                        />
                      ))}
                    </PlainList>
                    <Group>
                      <Button color="danger" onClick={() => setAsking(true)}>
                        <Plural
                          value={chosen.length}
                          one="Switch # patient off"
                          other="Switch # patients off"
                        />
                      </Button>
                    </Group>
                  </Stack>
                )}
              </Answer>
            )}
          </Panel>
          <Confirm
            isOpen={isAsking}
            close={() => setAsking(false)}
            title={t`Switch these accounts off?`}
            label={<Trans>Switch them off</Trans>}
            tone="danger"
            act={async () => {
              const body = { patient_ids: chosen.map(({ id }) => id) };
              const { data } = await deactivatePatients({ body, throwOnError: true });
              setResults(data.results);
            }}
            done={() => void refreshAnswers('listPatients', 'readPatient', 'listAppointments')}
          >
            <Plural value={chosen.length} one="# account" other="# accounts" />
            {', '}
            <Plural
              value={visits}
              _0="no visit to cancel."
              one="# visit is cancelled; the patient is told by e-mail."
              other="# visits are cancelled; the patients are told by e-mail."
            />
          </Confirm>
        </>
      )}
    </Page>
  );
}

function Chosen({ patient, remove }: { patient: Previewed; remove(): void }) {
  const { t } = useLingui();
  const times = useTimes();
  const { full_name, visits, is_deactivated } = patient;
  return (
    <li className={classes.chosen}>
      <div className={classes.words}>
        <strong>
          <PatientLink patient={patient} />
        </strong>
        {is_deactivated ? (
          <p className={classes.more}>
            <Trans>Is switched off already</Trans>
          </p>
        ) : visits.length === 0 ? (
          <p className={classes.more}>
            <Trans>No visit to come</Trans>
          </p>
        ) : (
          <ul className={classes.visits}>
            {visits.map(({ id, appointment_datetime, doctor }) => (
              <li key={id}>
                <span className="numbers">{times.dayAndTime(appointment_datetime)}</span>,{' '}
                <DoctorLink doctor={doctor} />{' '}
                <span className={classes.cancelled}>
                  <Trans>is cancelled</Trans>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button
        variant="subtle"
        size="sm"
        color="gray"
        flex="none"
        onClick={remove}
        aria-label={t`Leave ${full_name} out`}
      >
        <Trans>Leave out</Trans>
      </Button>
    </li>
  );
}

interface DoneProps {
  results: Deactivations['results'];
  patients: readonly Previewed[];
  again(): void;
}

function Done({ results, patients, again }: DoneProps) {
  const { i18n } = useLingui();
  const refused = results.filter(({ code }) => code !== null);
  const done = results.length - refused.length;
  return (
    <Panel>
      <Stack>
        <Notice tone={done > 0 ? 'done' : 'warning'}>
          <Plural value={done} one="# account is switched off." other="# accounts are switched off." />
        </Notice>
        {refused.length > 0 && (
          <PlainList>
            {refused.map(({ patient_id, code }) => (
              <li key={patient_id} className={classes.chosen}>
                <div className={classes.words}>
                  <strong>{patients.find(({ id }) => id === patient_id)?.full_name}</strong>
                  <p className={classes.more}>
                    {i18n._(sentenceOf(new Refusal({ code: code ?? '', status: 409 })))}
                  </p>
                </div>
              </li>
            ))}
          </PlainList>
        )}
        <Group>
          <Button variant="default" onClick={again}>
            <Trans>Choose others</Trans>
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
