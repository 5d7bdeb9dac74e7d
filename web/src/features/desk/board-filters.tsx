import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Chip, NativeSelect, Popover } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { Board, BoardVisit } from '../../api/generated/types.gen.ts';
import { VISIT_STATUSES } from '../../lib/visit-statuses.ts';
import { STATUS_WORDS } from '../../ui/status-badge.tsx';
import classes from './board-page.module.css';

type Status = BoardVisit['status'];

/** Cancelled visits have freed their time and would only be in the way. */
export const USUAL_STATUSES: readonly Status[] = VISIT_STATUSES.filter((status) => status !== 'cancelled');

interface BoardFiltersProps {
  board: Board | undefined;
  specializationId: string | undefined;
  statuses: readonly Status[];
  /** Also doctors who have neither hours nor visits on this day. */
  isEverybody: boolean;
  filter(change: {
    specialization_id?: string | undefined;
    status?: string | undefined;
    everybody?: true | undefined;
  }): void;
}

/** Which doctors and which visits are shown. */
export function BoardFilters(props: BoardFiltersProps) {
  const { board, specializationId, statuses, isEverybody, filter } = props;
  const { t, i18n } = useLingui();
  const special = new Map(
    board?.doctors.flatMap(({ specializations }) => specializations.map(({ id, name }) => [id, name])),
  );
  const isUsual = statuses.length === USUAL_STATUSES.length && !statuses.includes('cancelled');
  return (
    <div className={classes.filters}>
      <NativeSelect
        aria-label={t`Specialization`}
        size="sm"
        value={specializationId ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ specialization_id: value || undefined })}
        data={[
          { value: '', label: t`All specializations` },
          ...[...special]
            .toSorted(([, a], [, b]) => a.localeCompare(b))
            .map(([value, label]) => ({ value, label })),
        ]}
      />
      <Popover position="bottom-start" shadow="lg" radius="lg" width={300} trapFocus>
        <Popover.Target>
          <Button
            variant={isUsual && !isEverybody ? 'default' : 'light'}
            size="sm"
            leftSection={<IconFilter size={17} stroke={1.8} aria-hidden />}
          >
            {isUsual && !isEverybody ? <Trans>Filter</Trans> : <Trans>Filtered</Trans>}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t`Filter`}>
          <p className={classes.filterTitle}>
            <Trans>Visits that are</Trans>
          </p>
          <Chip.Group
            multiple
            value={[...statuses]}
            onChange={(chosen) => {
              const next = VISIT_STATUSES.filter((status) => chosen.includes(status));
              const isDefault = next.length === USUAL_STATUSES.length && !next.includes('cancelled');
              filter({ status: isDefault ? undefined : next.join(',') });
            }}
          >
            <div className={classes.chips}>
              {VISIT_STATUSES.map((status) => (
                <Chip key={status} value={status} size="sm">
                  {i18n._(STATUS_WORDS[status])}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <p className={classes.filterTitle}>
            <Trans>Doctors</Trans>
          </p>
          <Chip
            size="sm"
            checked={isEverybody}
            onChange={(isChecked) => filter({ everybody: isChecked || undefined })}
          >
            <Trans>Also who is not here on this day</Trans>
          </Chip>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
