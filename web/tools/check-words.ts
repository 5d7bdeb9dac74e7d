/**
 * `npm run check`: the catalogues hold exactly the texts of the code, every text is there in every language, and it
 * reads the same in whichever catalogue it stands. Two meanings of one English text get a `context` each.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const web = join(import.meta.dirname, '..');
const catalogues = () => globSync('src/**/locales/*.po', { cwd: web }).toSorted();
const read = (path: string) => readFileSync(join(web, path), 'utf8');

const backup = mkdtempSync(join(tmpdir(), 'etiba-words-'));
const before = new Map(catalogues().map((path) => [path, read(path)]));
for (const path of before.keys()) cpSync(join(web, path), join(backup, path), { recursive: true });
const complaints: string[] = [];
try {
  execFileSync(process.execPath, [join(web, '../node_modules/.bin/lingui'), 'extract', '--clean'], {
    cwd: web,
  });
  const stale = catalogues().filter((path) => texts(read(path)) !== texts(before.get(path) ?? ''));
  if (stale.length > 0) complaints.push(`Out of date: ${stale.join(', ')}. Run: npm run words`);
} finally {
  for (const path of catalogues()) rmSync(join(web, path));
  cpSync(backup, web, { recursive: true });
  rmSync(backup, { recursive: true });
}
for (const [path, catalogue] of before) {
  const missing = path.endsWith('/en.po') ? [] : [...catalogue.matchAll(/^msgid (.+)\nmsgstr ""$(?!\n")/gm)];
  for (const [, text] of missing) if (text !== '""') complaints.push(`${path}: no translation of ${text}`);
}
const translations = new Map<string, Map<string, string[]>>();
for (const [path, catalogue] of before) {
  const language = /[^/]+(?=\.po$)/.exec(path)?.[0];
  for (const [, text = '', translation = ''] of catalogue.matchAll(
    /^((?:msgctxt ".*"\n)?msgid .+(?:\n".*)*)\nmsgstr (.+(?:\n".*)*)/gm,
  )) {
    if (text === 'msgid ""') continue;
    const key = `${language}: ${text.replaceAll('\n', ' ')}`;
    const found = translations.get(key) ?? new Map<string, string[]>();
    found.set(translation, [...(found.get(translation) ?? []), path]);
    translations.set(key, found);
  }
}
for (const [text, found] of translations)
  if (found.size > 1)
    complaints.push(
      `${text} is translated in ${found.size} ways:`,
      ...[...found].map(([translation, paths]) => `  ${translation} in ${paths.join(', ')}`),
    );
if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exitCode = 1;
}

/** Without the header, which tells the date. */
function texts(catalogue: string): string {
  return catalogue.slice(catalogue.indexOf('\n\n'));
}
