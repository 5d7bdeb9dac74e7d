import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

/** One catalogue for what every page needs, and one for each feature, which is fetched with its pages. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'sw', 'fr'],
  format: formatter({ lineNumbers: false, origins: false }),
  orderBy: 'message',
  catalogs: [
    {
      path: '<rootDir>/src/i18n/locales/{locale}',
      include: ['app', 'ui', 'lib', 'i18n'].map((folder) => `<rootDir>/src/${folder}/`),
    },
    { path: '<rootDir>/src/features/{name}/locales/{locale}', include: ['<rootDir>/src/features/{name}/'] },
  ],
});
