import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatTag } from '../i18n/languages.ts';

/** Writes a number as the language on screen does, with every digit that it has. */
export function useNumbers(): (value: number) => string {
  const { i18n } = useLingui();
  return useMemo(() => {
    const format = new Intl.NumberFormat(formatTag(i18n.locale), { maximumFractionDigits: 10 });
    return (value) => format.format(value);
  }, [i18n.locale]);
}
