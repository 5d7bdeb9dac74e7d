import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listMedicalRecordsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { RECORD_TYPE_WORDS, RECORD_TYPES } from '../../lib/record-words.ts';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { EmergencyAccesses } from './emergency-accesses.tsx';
import { RecordLine } from './record-line.tsx';

const route = getRouteApi('/signed-in/records');
const PAGE_SIZE = 20;

/** What doctors have written for the patient, the newest first. */
export function MyRecordsPage() {
  const { t, i18n } = useLingui();
  const { page = 1, type } = route.useSearch();
  const navigate = route.useNavigate();
  const records = useQuery({
    ...listMedicalRecordsOptions({
      query: { page, page_size: PAGE_SIZE, record_type: type, ordering: '-created_at' },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t`My records`}
      lead={<Trans>What your doctors have written for you. You can see who has opened each of them.</Trans>}
      actions={
        <NativeSelect
          aria-label={t`Kind of record`}
          value={type ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: { type: RECORD_TYPES.find((one) => one === value) }, replace: true })
          }
          data={[
            { value: '', label: t`All kinds` },
            ...RECORD_TYPES.map((value) => ({ value, label: i18n._(RECORD_TYPE_WORDS[value]) })),
          ]}
        />
      }
    >
      <Answer of={records}>
        {({ count, count_is_capped = false, results }) => (
          <Panel isFlush>
            {count === 0 ? (
              <Empty icon={IconFileText} title={<Trans>Nothing here yet</Trans>}>
                <Trans>When a doctor signs a record for you, you find it here.</Trans>
              </Empty>
            ) : (
              <PlainList label={t`Records`}>
                {results.map(
                  // A patient sees all of their own records whole.
                  (record) =>
                    !record.restricted && (
                      <li key={record.id}>
                        <RecordLine record={record} />
                      </li>
                    ),
                )}
              </PlainList>
            )}
            {count > PAGE_SIZE && (
              <Pager
                count={count}
                isCapped={count_is_capped}
                page={page}
                pageSize={PAGE_SIZE}
                go={(to) => void navigate({ search: { type, page: to } })}
              />
            )}
          </Panel>
        )}
      </Answer>
      <EmergencyAccesses />
    </Page>
  );
}
