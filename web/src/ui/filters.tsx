import { useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './filters.module.css';

/** The line above a table: a search field and what narrows the list. */
export function Filters({ children }: { children: ReactNode }) {
  return <search className={classes.filters}>{children}</search>;
}

/** Many filters: fields with labels, in a grid. */
export function FilterFields({ children }: { children: ReactNode }) {
  return <div className={classes.fields}>{children}</div>;
}

/** Days of the clinic, both included. */
interface DateRange {
  date_from?: string | undefined;
  date_to?: string | undefined;
}

/** Two of the fields: from which day and until which. */
export function DateRangeFilter({ place, filter }: { place: DateRange; filter(change: DateRange): void }) {
  const { t } = useLingui();
  return (
    <>
      <TextInput
        label={t`From`}
        type="date"
        value={place.date_from ?? ''}
        max={place.date_to}
        onChange={({ currentTarget: { value } }) => filter({ date_from: value || undefined })}
      />
      <TextInput
        label={t`Until`}
        type="date"
        value={place.date_to ?? ''}
        min={place.date_from}
        onChange={({ currentTarget: { value } }) => filter({ date_to: value || undefined })}
      />
    </>
  );
}
