import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { createLink } from '@tanstack/react-router';
import { forwardRef, useRef, type ComponentPropsWithoutRef, type ReactNode } from 'react';
import type { ListPlace } from '../lib/list-place.ts';
import { Failed } from './answer.tsx';
import classes from './data-table.module.css';
import { Notice } from './notice.tsx';
import { Pager } from './pager.tsx';

const PAGE_SIZE = 20;

/** A page of a list as every list of the API answers it. */
export interface PageOf<Row> {
  count: number;
  count_is_capped?: boolean;
  results: Row[];
}

/** Columns are written outside of components; a cell that needs a hook is a component of its own. */
export interface Column<Row> {
  key: string;
  title: MessageDescriptor;
  /** The buttons of a row need no title that is seen. */
  isTitleUnseen?: boolean;
  cell(row: Row): ReactNode;
  /** The API's name of this order; without it the column cannot be sorted by. */
  sort?: string;
  /** `end` for numbers and buttons. */
  align?: 'start' | 'end';
  /** Left out where the window is narrower than a desktop's. */
  isSecondary?: boolean;
}

interface DataTableProps<Row> {
  /** What the rows are, for those who do not see the page. */
  label: string;
  /** Ask with `placeholderData: keepPreviousData`, then the old rows stay until the new ones are here. */
  of: UseQueryResult<PageOf<Row>, unknown>;
  /** The first says what the row is; a `RowLink` in it makes the whole row a link. */
  columns: readonly Column<Row>[];
  rowKey?(row: Row): string;
  /** Which page in which order: from the URL. */
  place: ListPlace<string>;
  /** Rows of a page; 20 unless told. */
  pageSize?: number;
  /** To another page or order; for `navigate({ search })`. */
  go(place: ListPlace<string>): void;
  /** What stands here when there are no rows. */
  empty: ReactNode;
}

/**
 * A list with the server's pages and order. On a phone each row is a card, so that nothing must be pushed sideways.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, of, columns, place, pageSize = PAGE_SIZE, go, empty } = props;
  const { rowKey = (row: Row) => (row as { id: string }).id } = props;
  const { i18n } = useLingui();
  const top = useRef<HTMLDivElement>(null);

  if (of.data === undefined && of.isError) return <Failed error={of.error} retry={() => void of.refetch()} />;
  if (of.data?.results.length === 0 && !of.isPlaceholderData)
    return (place.page ?? 1) === 1 ? empty : <PastTheEnd toFirst={() => go({ ...place, page: undefined })} />;
  return (
    <div className={classes.frame} ref={top}>
      {of.isPlaceholderData && <div className={classes.progress} />}
      <table className={classes.table} aria-label={label} aria-busy={of.isFetching || undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} place={place} go={go} />
            ))}
          </tr>
        </thead>
        <tbody>
          {of.data === undefined
            ? Array.from({ length: 8 }, (_, index) => (
                <tr key={index}>
                  {columns.map(({ key, isSecondary }) => (
                    <td key={key} data-secondary={isSecondary || undefined}>
                      <Skeleton height={14} my={6} width={`${55 + ((index * 17) % 35)}%`} />
                    </td>
                  ))}
                </tr>
              ))
            : of.data.results.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map(({ key, title, isTitleUnseen, cell, align, isSecondary }) => (
                    <td key={key} data-align={align} data-secondary={isSecondary || undefined}>
                      {!isTitleUnseen && (
                        <span className={classes.cardLabel} aria-hidden>
                          {i18n._(title)}
                        </span>
                      )}
                      <div className={classes.content}>{cell(row)}</div>
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
      {of.data && (
        <Pager
          count={of.data.count}
          isCapped={of.data.count_is_capped ?? false}
          page={place.page ?? 1}
          pageSize={pageSize}
          go={(page) => {
            go({ ...place, page: page === 1 ? undefined : page });
            top.current?.scrollIntoView({ block: 'nearest' });
          }}
        />
      )}
    </div>
  );
}

/** Rows have gone since the page was noted down. */
function PastTheEnd({ toFirst }: { toFirst(): void }) {
  return (
    <div className={classes.pastTheEnd}>
      <Notice
        action={
          <Button variant="default" size="sm" onClick={toFirst}>
            <Trans>To the first page</Trans>
          </Button>
        }
      >
        <Trans>The list ends before this page.</Trans>
      </Notice>
    </div>
  );
}

/** In the first cell of a row: the way to what the row is about; it can be pressed on the whole row. */
export const RowLink = createLink(
  forwardRef<HTMLAnchorElement, ComponentPropsWithoutRef<'a'>>(({ children, ...props }, ref) => (
    <a ref={ref} {...props} className={classes.rowLink}>
      {children}
    </a>
  )),
);

/** As `RowLink`, for what opens here, without an address of its own. */
export function RowButton({ children, onClick }: { children: ReactNode; onClick(): void }) {
  return (
    <UnstyledButton className={classes.rowLink} onClick={onClick}>
      {children}
    </UnstyledButton>
  );
}

interface HeadingProps {
  column: Column<never>;
  place: ListPlace<string>;
  go(place: ListPlace<string>): void;
}

function Heading({ column, place, go }: HeadingProps) {
  const { i18n } = useLingui();
  const { sort, align, isSecondary, isTitleUnseen } = column;
  const title = i18n._(column.title);
  const common = { scope: 'col', 'data-align': align, 'data-secondary': isSecondary || undefined } as const;
  if (sort === undefined)
    return <th {...common}>{isTitleUnseen ? <span className={classes.unseen}>{title}</span> : title}</th>;
  const direction = directionOf(place.ordering, sort);
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[direction];
  const next = direction === 'ascending' ? `-${sort}` : sort;
  return (
    <th {...common} aria-sort={direction}>
      <UnstyledButton
        className={classes.sort}
        data-active={direction === 'none' ? undefined : true}
        onClick={() => go({ ordering: next })}
      >
        {title}
        <Icon size={15} stroke={2} aria-hidden />
      </UnstyledButton>
    </th>
  );
}

function directionOf(ordering: string | undefined, sort: string) {
  if (ordering === sort) return 'ascending';
  return ordering === `-${sort}` ? 'descending' : 'none';
}
