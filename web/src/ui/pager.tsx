import { Trans, useLingui } from '@lingui/react/macro';
import { Pagination } from '@mantine/core';
import classes from './pager.module.css';

/** Rows that a list of the API counts and pages through; further ones want a filter. */
const LAST_ROW = 10_000;

interface PagerProps {
  count: number;
  /** There are more rows than `count`, which are not counted. */
  isCapped: boolean;
  page: number;
  pageSize: number;
  go(page: number): void;
}

/** Under a table: which rows these are of how many, and the way to the others. */
export function Pager({ count, isCapped, page, pageSize, go }: PagerProps) {
  const { t } = useLingui();
  const pages = Math.ceil(Math.min(count, LAST_ROW) / pageSize);
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, count);
  return (
    <div className={classes.pager}>
      <p className={`numbers ${classes.rows}`} role="status">
        {isCapped ? (
          <Trans>
            {first}–{last} of more than {count}
          </Trans>
        ) : (
          <Trans>
            {first}–{last} of {count}
          </Trans>
        )}
      </p>
      {pages > 1 && (
        <nav aria-label={t`Pages`}>
          <Pagination
            total={pages}
            value={page}
            onChange={go}
            size="md"
            siblings={1}
            radius="md"
            classNames={{ dots: classes.number, control: classes.control }}
            getItemProps={(number) => ({ 'aria-label': t`Page ${number}` })}
            getControlProps={(control) => ({
              'aria-label': control === 'previous' ? t`Previous page` : t`Next page`,
              'data-arrow': true,
            })}
          />
        </nav>
      )}
    </div>
  );
}
