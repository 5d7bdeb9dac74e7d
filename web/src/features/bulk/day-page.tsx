import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconCalendarCog, IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { previewDoctorDayOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DayPlan } from './day-plan.tsx';
import { DoctorSelect } from './doctor-select.tsx';

const route = getRouteApi('/signed-in/bulk/day');

/** Clears a doctor's day: shows where each visit could go, then moves or cancels. */
export function DayPage() {
  const { t } = useLingui();
  const times = useTimes();
  const { doctor, date, to = 'another_doctor' } = route.useSearch();
  const navigate = route.useNavigate();
  const place = { doctor, date, to };
  const go = (change: Partial<typeof place>) =>
    void navigate({ search: { ...place, ...change }, replace: true });
  const isChosen = doctor !== undefined && date !== undefined;
  const preview = useQuery({
    ...previewDoctorDayOptions({
      query: { doctor_id: doctor ?? '', date: date ?? '', ...(to !== 'cancel' && { to }) },
    }),
    enabled: isChosen,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

  return (
    <Page
      title={t`A doctor’s day`}
      kicker={
        <TextLink to="/bulk" underline="hover">
          <Trans>Many at once</Trans>
        </TextLink>
      }
      lead={
        <Trans>Move the visits that are still to come, or cancel them. Each patient gets one message.</Trans>
      }
    >
      <Panel>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <DoctorSelect
              value={doctor}
              name={preview.data?.doctor.full_name}
              choose={(id) => go({ doctor: id })}
            />
            <TextInput
              label={t`Day`}
              type="date"
              min={times.today()}
              value={date ?? ''}
              onChange={({ currentTarget: { value } }) => go({ date: value || undefined })}
            />
          </SimpleGrid>
          <SegmentedControl
            aria-label={t`What is to become of the visits`}
            value={to}
            onChange={(value) => go({ to: value })}
            data={[
              { value: 'another_doctor', label: t`To colleagues` },
              { value: 'another_day', label: t`To other days` },
              { value: 'cancel', label: t`Cancel` },
            ]}
          />
        </Stack>
      </Panel>
      {!isChosen && (
        <Empty icon={IconCalendarCog} title={<Trans>Choose a doctor and a day</Trans>}>
          <Trans>
            Colleagues are doctors with the same specialization; other days are the next two weeks.
          </Trans>
        </Empty>
      )}
      {isChosen && (
        <Answer of={preview} skeleton={<Lines count={5} />}>
          {(day) =>
            day.visits.length === 0 ? (
              <Empty icon={IconCalendarOff} title={<Trans>No visit is to come on this day</Trans>}>
                <Trans>What has begun or ended stays as it is.</Trans>
              </Empty>
            ) : (
              <DayPlan
                key={preview.dataUpdatedAt}
                day={day}
                isCancelling={to === 'cancel'}
                lookAgain={() => void preview.refetch()}
              />
            )
          }
        </Answer>
      )}
    </Page>
  );
}
