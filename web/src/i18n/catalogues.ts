import { i18n, type Messages } from '@lingui/core';
import { keepLocale, RIGHT_TO_LEFT_TEST, wordsOf, type Locale } from './languages.ts';

type Catalogue = () => Promise<{ messages: Messages }>;

const shared = import.meta.glob<{ messages: Messages }>('./locales/*.po') as Record<string, Catalogue>;
const ofFeatures = import.meta.glob<{ messages: Messages }>('../features/*/locales/*.po') as Record<
  string,
  Catalogue
>;

/** Features whose pages were opened: their words come along when the language changes. */
const opened = new Set<string>();

/** Shows everything in this language, from now on and at the next visit. */
export async function speak(locale: Locale): Promise<void> {
  const catalogues = await Promise.all([load(shared, './locales/', locale), ...wordsOfOpened(locale)]);
  const language = wordsOf(locale);
  i18n.loadAndActivate({ locale: language, messages: Object.assign({}, ...catalogues) });
  document.documentElement.lang = language;
  document.documentElement.dir = locale === RIGHT_TO_LEFT_TEST ? 'rtl' : 'ltr';
  current = locale;
}

/** As `speak`, and remembers it on this browser. */
export async function chooseLanguage(locale: Locale): Promise<void> {
  await speak(locale);
  keepLocale(locale);
}

let current: Locale = 'en';

export function currentLocale(): Locale {
  return current;
}

/** The loader of a feature's routes: its pages are not shown before its words are there. */
export function withWordsOf(feature: string): () => Promise<void> {
  return async () => {
    if (opened.has(feature)) return;
    const locale = current;
    const messages = await load(ofFeatures, `../features/${feature}/locales/`, locale);
    opened.add(feature);
    if (locale === current) i18n.load(wordsOf(locale), messages);
    else await speak(current); // the language was changed meanwhile
  };
}

function wordsOfOpened(locale: Locale): Promise<Messages>[] {
  return [...opened].map((feature) => load(ofFeatures, `../features/${feature}/locales/`, locale));
}

async function load(from: Record<string, Catalogue>, folder: string, locale: Locale): Promise<Messages> {
  const catalogue = from[`${folder}${wordsOf(locale)}.po`];
  if (!catalogue) throw new Error(`no words in ${folder}: npm run words`);
  return (await catalogue()).messages;
}
