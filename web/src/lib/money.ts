import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatTag } from '../i18n/languages.ts';

/** Writes an amount, a decimal as on the wire, in the way of the language on screen: 2500.00 → 2,500. */
export type Money = (amount: string) => string;

export function useMoney(): Money {
  const { i18n } = useLingui();
  return useMemo(() => moneyFor(formatTag(i18n.locale)), [i18n.locale]);
}

/** @param tag BCP 47; a clinic has one currency that everybody there knows, so none is written */
export function moneyFor(tag: string): Money {
  const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (amount) => {
    const value = Number(amount);
    return (Number.isInteger(value) ? whole : exact).format(value);
  };
}
