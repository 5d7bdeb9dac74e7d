import type { User } from '../api/generated/types.gen.ts';

export type Language = User['locale'];

/** In their own words, as somebody looks for them who does not understand the present one. */
export const LANGUAGES: Record<Language, string> = { en: 'English', sw: 'Kiswahili', fr: 'Français' };

/** English words, written from right to left: shows whether a page works in Arabic or Hebrew. Not in the menu. */
export const RIGHT_TO_LEFT_TEST = 'ar-XB';

export type Locale = Language | typeof RIGHT_TO_LEFT_TEST;

const KEY = 'etiba.language';

/** What the person chose on this browser, else the first of the browser's languages that we speak. */
export function preferredLocale(): Locale {
  const kept = keptLocale();
  if (kept) return kept;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'en';
}

export function keptLocale(): Locale | undefined {
  try {
    const kept = localStorage.getItem(KEY) ?? '';
    return kept === RIGHT_TO_LEFT_TEST || isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined; // a browser that keeps nothing
  }
}

export function keepLocale(locale: Locale): void {
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // a browser that keeps nothing
  }
}

export function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES;
}

export function wordsOf(locale: Locale): Language {
  return locale === RIGHT_TO_LEFT_TEST ? 'en' : locale;
}

/** The tag that dates and numbers are written by. */
export function formatTag(locale: string): string {
  return { en: 'en-GB', sw: 'sw-KE', fr: 'fr-FR' }[locale] ?? 'en-GB';
}
