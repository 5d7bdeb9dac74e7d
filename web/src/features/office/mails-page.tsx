import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconMailSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listOutgoingMailsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { OutgoingMail } from '../../api/generated/types.gen.ts';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { useTimes } from '../../lib/time.ts';
import { DataTable, RowLink, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { MailStatus, MailSubject } from './mail-status.tsx';
import { MAIL_STATUS_WORDS } from './mail-words.ts';
import classes from './mails.module.css';

const route = getRouteApi('/signed-in/office/mails');

const columns: readonly Column<OutgoingMail>[] = [
  {
    key: 'mail',
    title: msg`Mail`,
    cell: ({ id, kind, to_address }) => (
      <div>
        <RowLink to="/office/mails/$mailId" params={{ mailId: id }}>
          <MailSubject kind={kind} />
        </RowLink>
        <div className={classes.address}>{to_address}</div>
      </div>
    ),
  },
  { key: 'status', title: msg`Status`, cell: (mail) => <MailStatus mail={mail} /> },
  {
    key: 'tries',
    title: msg`Tries`,
    align: 'end',
    isSecondary: true,
    cell: ({ attempts }) => <span className="numbers">{attempts}</span>,
  },
  { key: 'made', title: msg`Written`, cell: ({ created_at }) => <When at={created_at} /> },
];

/** What goes out to people, and what did not get there. */
export function MailsPage() {
  const { t, i18n } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { typed, setTyped, term } = useKeptTerm('mails');
  const mails = useQuery({
    ...listOutgoingMailsOptions({ query: { ...place, search: term } }),
    placeholderData: keepPreviousData,
  });
  const filter = (change: Partial<typeof place>) =>
    void navigate({ search: { ...place, page: undefined, ...change }, replace: true });
  const statuses = Object.entries(MAIL_STATUS_WORDS).map(([value, word]) => ({ value, label: i18n._(word) }));

  return (
    <Page
      title={t`Outgoing mail`}
      lead={<Trans>What Etiba sends, the newest first. Without a mail server it is kept here.</Trans>}
      width="wide"
    >
      <Panel isFlush>
        <Filters>
          <SearchField
            label={t`A part of the address`}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              if (place.page) filter({});
            }}
            isBusy={mails.isPlaceholderData}
          />
          <NativeSelect
            aria-label={t`Status`}
            value={place.status ?? ''}
            onChange={({ currentTarget: { value } }) =>
              filter({ status: (value || undefined) as typeof place.status })
            }
            data={[{ value: '', label: t`All mails` }, ...statuses]}
          />
        </Filters>
        <DataTable
          label={t`Outgoing mail`}
          of={mails}
          columns={columns}
          place={place}
          go={({ page }) => void navigate({ search: { ...place, page } })}
          empty={<Empty icon={IconMailSearch} title={<Trans>No such mail</Trans>} />}
        />
      </Panel>
    </Page>
  );
}

function When({ at }: { at: string }) {
  const times = useTimes();
  return (
    <time dateTime={at} className="numbers">
      {times.dayAndTime(at)}
    </time>
  );
}
