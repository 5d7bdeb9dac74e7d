import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatTag } from '../i18n/languages.ts';

/** Writes a number of bytes as people say it: 340 kB, 1.2 MB. */
export function useFileSize(): (bytes: number) => string {
  const { i18n } = useLingui();
  return useMemo(() => {
    const unit = (name: string, digits: number) =>
      new Intl.NumberFormat(formatTag(i18n.locale), {
        style: 'unit',
        unit: name,
        maximumFractionDigits: digits,
      });
    const kilobytes = unit('kilobyte', 0);
    const megabytes = unit('megabyte', 1);
    return (bytes) =>
      bytes < 1e6 ? kilobytes.format(Math.max(1, bytes / 1e3)) : megabytes.format(bytes / 1e6);
  }, [i18n.locale]);
}
