import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listMedicalRecordAccessesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { MedicalRecordAccess } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { ACCESS_WORDS, PURPOSE_WORDS } from './access-words.ts';
import classes from './accesses.module.css';

const PAGE_SIZE = 20;

/** Everybody who has opened the record, the latest first; fetched when somebody looks, for that is noted too. */
export function WhoOpened({ recordId }: { recordId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title={<Trans>Who opened this record</Trans>}
      hint={<Trans>Nobody can open it without standing here, and nobody can take a line away.</Trans>}
    >
      {isOpen ? (
        <Accesses recordId={recordId} />
      ) : (
        <Button
          variant="default"
          leftSection={<IconEye size={19} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          <Trans>Show</Trans>
        </Button>
      )}
    </Panel>
  );
}

function Accesses({ recordId }: { recordId: string }) {
  const [page, setPage] = useState(1);
  const accesses = useQuery({
    ...listMedicalRecordAccessesOptions({
      path: { record_id: recordId },
      query: { page, page_size: PAGE_SIZE },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={accesses}>
      {({ count, count_is_capped = false, results }) => (
        <>
          <PlainList>
            {results.map((access) => (
              <Access key={access.id} access={access} />
            ))}
          </PlainList>
          {count > PAGE_SIZE && (
            <Pager count={count} isCapped={count_is_capped} page={page} pageSize={PAGE_SIZE} go={setPage} />
          )}
        </>
      )}
    </Answer>
  );
}

function Access({ access }: { access: MedicalRecordAccess }) {
  const { i18n } = useLingui();
  const me = useMe();
  const times = useTimes();
  const { accessed_by, accessed_by_name, role, access_type, purpose, created_at } = access;
  const isMe = accessed_by === me.id;
  return (
    <li className={classes.access}>
      <strong>{isMe ? <Trans>You</Trans> : (accessed_by_name ?? i18n._(ROLE_WORDS[role]))}</strong>
      <span>
        {!isMe && `${i18n._(ROLE_WORDS[role])} · `}
        {i18n._(ACCESS_WORDS[access_type])}
        {!isMe && ` · ${i18n._(PURPOSE_WORDS[purpose])}`}
      </span>
      <span>
        <time dateTime={created_at}>{times.dayAndTime(created_at)}</time>
      </span>
    </li>
  );
}
