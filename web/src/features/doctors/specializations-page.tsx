import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus, IconTags } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listSpecializationsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Specialization } from '../../api/generated/types.gen.ts';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Filters } from '../../ui/filters.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SpecializationActions } from './specialization-actions.tsx';
import { SpecializationDialog } from './specialization-dialog.tsx';

const route = getRouteApi('/signed-in/desk/specializations');

const columns: readonly Column<Specialization>[] = [
  { key: 'name', title: msg`Name`, sort: 'name', cell: ({ name }) => <strong>{name}</strong> },
  { key: 'description', title: msg`Description`, cell: ({ description }) => description },
  {
    key: 'actions',
    title: msg`Actions`,
    isTitleUnseen: true,
    align: 'end',
    cell: (specialization) => <SpecializationActions specialization={specialization} />,
  },
];

/** What doctors are specialized in: added, renamed, and deleted when nobody has it. */
export function SpecializationsPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { typed, setTyped, term } = useKeptTerm('specializations');
  const query = { ...place, search: term };
  const list = useQuery({ ...listSpecializationsOptions({ query }), placeholderData: keepPreviousData });
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title={t`Specializations`}
      kicker={
        <TextLink to="/desk/doctors" underline="hover">
          <Trans>Doctors</Trans>
        </TextLink>
      }
      actions={
        <Button leftSection={<IconPlus size={19} stroke={1.8} aria-hidden />} onClick={() => setAdding(true)}>
          <Trans>Add a specialization</Trans>
        </Button>
      }
    >
      <Panel isFlush>
        <Filters>
          <SearchField
            label={t`Name`}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              if (place.page) void navigate({ search: { ...place, page: undefined }, replace: true });
            }}
            isBusy={list.isPlaceholderData}
          />
        </Filters>
        <DataTable
          label={t`Specializations`}
          of={list}
          columns={columns}
          place={place}
          go={(next) => void navigate({ search: next as typeof place })}
          empty={<Empty icon={IconTags} title={<Trans>There is none</Trans>} />}
        />
      </Panel>
      <SpecializationDialog isOpen={isAdding} close={() => setAdding(false)} />
    </Page>
  );
}
