import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { IconCalendarHeart, IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { COMING } from '../../lib/visit-statuses.ts';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { VisitLine } from '../../ui/visit-line.tsx';
import { VisitMenu } from './visit-menu.tsx';

const route = getRouteApi('/signed-in/visits');
const PAGE_SIZE = 20;

/** The patient's own visits: those to come, with what may be done about them, and those that were. */
export function MyVisitsPage() {
  const { t } = useLingui();
  const times = useTimes();
  const navigate = route.useNavigate();
  const { when, page = 1 } = route.useSearch();
  const isPast = when === 'past';
  const wish = isPast
    ? ({ status: 'completed,cancelled,no_show', ordering: '-appointment_datetime' } as const)
    : ({
        status: `${COMING},in_progress`,
        ordering: 'appointment_datetime',
        date_from: times.today(),
      } as const);
  const visits = useQuery({
    ...listAppointmentsOptions({ query: { ...wish, page, page_size: PAGE_SIZE } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t`My visits`}
      actions={
        <LinkButton to="/find">
          <Trans>Book a visit</Trans>
        </LinkButton>
      }
    >
      <div>
        <SegmentedControl
          aria-label={t`Which visits`}
          value={isPast ? 'past' : 'coming'}
          onChange={(to) =>
            void navigate({ search: { when: to === 'past' ? to : undefined }, replace: true })
          }
          data={[
            { value: 'coming', label: t`Coming` },
            { value: 'past', label: t`Past` },
          ]}
          size="md"
          radius="md"
        />
      </div>
      <Answer of={visits}>
        {({ count, count_is_capped = false, results }) =>
          count === 0 ? (
            <Panel>
              <Empty
                icon={isPast ? IconHistory : IconCalendarHeart}
                title={isPast ? <Trans>Nothing here yet</Trans> : <Trans>No visit is planned</Trans>}
              />
            </Panel>
          ) : (
            <Panel isFlush>
              <PlainList label={isPast ? t`Past` : t`Coming`}>
                {results.map((visit) => (
                  <li key={visit.id}>
                    <VisitLine visit={visit} who="doctor" isLink actions={<VisitMenu visit={visit} />} />
                  </li>
                ))}
              </PlainList>
              {count > PAGE_SIZE && (
                <Pager
                  count={count}
                  isCapped={count_is_capped}
                  page={page}
                  pageSize={PAGE_SIZE}
                  go={(to) => void navigate({ search: { when, page: to } })}
                />
              )}
            </Panel>
          )
        }
      </Answer>
    </Page>
  );
}
