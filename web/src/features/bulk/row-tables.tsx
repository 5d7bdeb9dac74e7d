import { msg } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listPatientImportRowsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { PatientImport, PatientImportRow } from '../../api/generated/types.gen.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DuplicateChoice, Duplicates, Errors, KeptBecause, WhoInRow } from './row-cells.tsx';
import classes from './row-tables.module.css';

type Which = 'invalid' | 'duplicate' | 'kept';
const route = getRouteApi('/signed-in/bulk/import/$importId');

const common: readonly Column<PatientImportRow>[] = [
  { key: 'who', title: msg`Name`, cell: (row) => <WhoInRow row={row} /> },
  { key: 'line', title: msg`Row`, cell: ({ line }) => <span className="numbers">{line}</span> },
];
const columnsOf: Record<Which, readonly Column<PatientImportRow>[]> = {
  invalid: [...common, { key: 'errors', title: msg`What is wrong`, cell: (row) => <Errors row={row} /> }],
  duplicate: [
    ...common,
    { key: 'duplicates', title: msg`Looks like`, cell: (row) => <Duplicates row={row} /> },
  ],
  kept: [...common, { key: 'kept', title: msg`Why`, cell: (row) => <KeptBecause row={row} /> }],
};

function choiceColumn(
  wanted: ReadonlySet<number>,
  want: (lines: ReadonlySet<number>) => void,
): Column<PatientImportRow> {
  return {
    key: 'choice',
    title: msg`Import nevertheless`,
    cell: (row) => <DuplicateChoice row={row} wanted={wanted} want={want} />,
  };
}

interface RowTablesProps {
  file: PatientImport;
  /** Those without a row are left out. */
  of: readonly Which[];
  /** Lines of duplicates that are to be imported nevertheless. */
  wanted?: ReadonlySet<number>;
  want?(lines: ReadonlySet<number>): void;
}

/** The rows of an import that are no patients, or still are: one kind at a time. */
export function RowTables({ file, of, wanted, want }: RowTablesProps) {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const present = of.filter((which) => file.rows[which] > 0);
  const which = present.find((one) => one === place.rows) ?? present[0];
  const query = which === 'kept' ? { kept: true } : { state: which };
  const rows = useQuery({
    ...listPatientImportRowsOptions({
      path: { import_id: file.id },
      query: { ...query, page: place.page },
    }),
    enabled: which !== undefined,
    placeholderData: keepPreviousData,
  });
  if (which === undefined) return null;
  return (
    <Panel isFlush>
      <div className={classes.which}>
        {present.length > 1 ? (
          <SegmentedControl
            aria-label={t`Which rows`}
            value={which}
            onChange={(next) => void navigate({ search: { rows: next }, replace: true })}
            data={present.map((one) => ({ value: one, label: <Heading of={one} file={file} /> }))}
          />
        ) : (
          <h2 className={classes.heading}>
            <Heading of={which} file={file} />
          </h2>
        )}
      </div>
      <DataTable
        label={t`Rows of the file`}
        of={rows}
        columns={
          which === 'duplicate' && wanted && want
            ? [...columnsOf[which], choiceColumn(wanted, want)]
            : columnsOf[which]
        }
        rowKey={({ line }) => String(line)}
        place={place}
        go={({ page }) => void navigate({ search: { ...place, page } })}
        empty={null}
      />
    </Panel>
  );
}

function Heading({ of, file }: { of: Which; file: PatientImport }) {
  const { invalid, duplicate, kept } = file.rows;
  if (of === 'invalid') return <Plural value={invalid} one="# row to correct" other="# rows to correct" />;
  if (of === 'duplicate')
    return <Plural value={duplicate} one="# looks like somebody" other="# look like somebody" />;
  return <Plural value={kept} one="# patient has stayed" other="# patients have stayed" />;
}
