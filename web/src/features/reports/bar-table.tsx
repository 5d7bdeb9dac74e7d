import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import classes from './bar-table.module.css';

/** Rows that are shown at first. */
const FIRST = 12;

interface BarTableProps<Row> {
  caption: string;
  rows: readonly Row[];
  rowKey(row: Row): string;
  /** Title and content of the column that says what the row is. */
  head: readonly [title: string, cell: (row: Row) => ReactNode];
  /** The bar's length, as a share of `whole`. */
  value(row: Row): number;
  color?: (row: Row) => string;
  /** Of what a whole bar stands for; the longest of all unless told. */
  whole?: number;
  columns: readonly (readonly [title: string, cell: (row: Row) => ReactNode])[];
}

/** Bars lying in the rows of a table: a chart that can be read as it is. */
export function BarTable<Row>(props: BarTableProps<Row>) {
  const { caption, rows, rowKey, head, value, color, whole, columns } = props;
  const [isWhole, setWhole] = useState(false);
  const count = rows.length;
  const longest = whole ?? Math.max(...rows.map(value), 0);
  return (
    <>
      <table className={classes.table} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">{head[0]}</th>
            {columns.map(([title]) => (
              <th key={title} scope="col" className={classes.number}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(isWhole ? rows : rows.slice(0, FIRST)).map((row) => (
            <tr key={rowKey(row)}>
              <th scope="row">
                {head[1](row)}
                <span className={classes.track} aria-hidden>
                  <span
                    className={classes.bar}
                    style={{
                      width: `${longest === 0 ? 0 : Math.min(100, (value(row) / longest) * 100)}%`,
                      background: color?.(row),
                    }}
                  />
                </span>
              </th>
              {columns.map(([title, cell]) => (
                <td key={title} className={classes.number}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > FIRST && (
        <Button variant="subtle" size="sm" mt="xs" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? <Trans>Show fewer</Trans> : <Trans>Show all {count}</Trans>}
        </Button>
      )}
    </>
  );
}
