import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Collapse, Stack, Textarea, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readDoctorOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { bookAppointment } from '../../api/generated/sdk.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { isPassing, type Refusal } from '../../api/refusal.ts';
import { useClinic } from '../../lib/clinic.ts';
import { useMoney } from '../../lib/money.ts';
import { useTimes } from '../../lib/time.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { TimeRefused } from '../../ui/time-refused.tsx';
import { DayLeaf } from '../../ui/visit-line.tsx';
import classes from './book-page.module.css';

const route = getRouteApi('/signed-in/book/$doctorId');

/** The last step: whom, when, and why. */
export function BookPage() {
  const { t } = useLingui();
  const { doctorId } = route.useParams();
  const { start } = route.useSearch();
  const doctor = useQuery({
    ...readDoctorOptions({ path: { doctor_id: doctorId } }),
    throwOnError: isMissing,
  });
  return (
    <Page title={t`Book this visit`} width="narrow">
      <Answer of={doctor} skeleton={<Lines height={140} />}>
        {(found) =>
          start === undefined ? (
            <Notice
              action={
                <LinkButton to="/find" search={{ doctor: doctorId }} size="sm" variant="light">
                  <Trans>See free times</Trans>
                </LinkButton>
              }
            >
              <Trans>Choose a time first.</Trans>
            </Notice>
          ) : (
            <>
              <Chosen doctor={found} start={start} />
              <BookForm doctor={found} start={start} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function Chosen({ doctor, start }: { doctor: Doctor; start: string }) {
  const times = useTimes();
  const money = useMoney();
  return (
    <Panel tone="accent">
      <div className={classes.chosen}>
        <DayLeaf at={start} />
        <div className={classes.words}>
          <p className={classes.when}>
            {times.longDay(start)}, <span className="numbers">{times.time(start)}</span>
          </p>
          <p className={classes.who}>{doctor.full_name}</p>
        </div>
        <LinkButton
          to="/find"
          search={{ doctor: doctor.id, from: times.dayOf(start) }}
          variant="default"
          size="sm"
        >
          <Trans>Another time</Trans>
        </LinkButton>
      </div>
      <Facts>
        <Fact name={<Trans>Specialization</Trans>}>
          {doctor.specializations.map(({ name }) => name).join(', ')}
        </Fact>
        <Fact name={<Trans>Place</Trans>}>{doctor.office_address}</Fact>
        <Fact name={<Trans>Fee</Trans>}>{money(doctor.consultation_fee)}</Fact>
      </Facts>
    </Panel>
  );
}

function BookForm({ doctor, start }: { doctor: Doctor; start: string }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const navigate = route.useNavigate();
  const [hasMore, setHasMore] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const { bind, field, isSending, isRetrying, notice, clearNotice } = useServerForm({
    initial: { reason: '', symptoms: '', notes: '' },
    async send({ reason, symptoms, notes }) {
      setRefusal(undefined);
      const { data } = await bookAppointment({
        body: {
          doctor_id: doctor.id,
          appointment_datetime: start,
          reason,
          ...(symptoms && { symptoms }),
          ...(notes && { notes }),
        },
        throwOnError: true,
      });
      return data;
    },
    async done({ id }) {
      void refreshVisits();
      await navigate({
        to: '/visits/$visitId',
        params: { visitId: id },
        search: { just: 'booked' },
        replace: true,
      });
    },
    refused(refused) {
      if (refused.status !== 409 && !isPassing(refused)) return false;
      setRefusal(refused);
      return true;
    },
  });
  const choose = (other: string) => {
    setRefusal(undefined);
    clearNotice();
    void navigate({ search: { start: other }, replace: true, resetScroll: false });
  };
  return (
    <Panel>
      <form {...bind}>
        <Stack>
          <Textarea
            label={t`What brings you here?`}
            description={
              <Trans>A few words are enough. Only your doctor and the front desk read them.</Trans>
            }
            required
            withAsterisk={false}
            maxLength={2000}
            {...field('reason')}
          />
          <UnstyledButton
            className={classes.more}
            aria-expanded={hasMore}
            onClick={() => setHasMore(!hasMore)}
          >
            <Trans>Tell your doctor more</Trans>
          </UnstyledButton>
          <Collapse expanded={hasMore}>
            <Stack>
              <Textarea label={t`Symptoms, and since when`} maxLength={4000} {...field('symptoms')} />
              <Textarea
                label={t`Anything else, such as a wheelchair or an interpreter`}
                maxLength={4000}
                {...field('notes')}
              />
            </Stack>
          </Collapse>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <StillTrying isTrying={isRetrying} />
          {refusal && <TimeRefused error={refusal} title={<Trans>Not booked</Trans>} choose={choose} />}
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Book</Trans>
          </Button>
          {clinic.phone && (
            <p className={classes.hint}>
              <Trans>
                If it cannot wait, call the clinic: <a href={`tel:${clinic.phone}`}>{clinic.phone}</a>
              </Trans>
            </p>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
