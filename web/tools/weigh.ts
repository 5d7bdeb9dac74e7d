import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Bytes of gzipped JavaScript that the first page may ask for, whichever it is. */
const BUDGET = 230_000;
/** Files of JavaScript that it may ask for: on a slow line each costs a journey there and back. */
const MOST_FILES = 30;

/** Pages that somebody may open first, with the frame around them; weighed with everything that they import. */
const FIRST_PAGES = [
  ['features/account/sign-in-page', 'app/public-layout'],
  ['features/home/patient-home', 'app/shell'],
];

/** Prints what the first page weighs, and fails the build when that is more than its budget or comes in too many pieces. */
export function weigh(): Plugin {
  return {
    name: 'etiba-weigh',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      for (const [page, frame] of FIRST_PAGES as [string, string][]) {
        const opened = chunks.filter(({ facadeModuleId: id }) => id?.includes(page) || id?.includes(frame));
        const needed = closure(bundle, [entry?.fileName, ...opened.map(({ fileName }) => fileName)]);
        const bytes = needed.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
        console.log(
          `${page}: ${(bytes / 1000).toFixed(1)} kB of JavaScript, gzipped, in ${needed.length} files`,
        );
        if (bytes > BUDGET) this.error(`${page} is heavier than ${BUDGET / 1000} kB.`);
        if (needed.length > MOST_FILES) this.error(`${page} comes in more than ${MOST_FILES} files.`);
      }
    },
  };
}

function closure(bundle: Rolldown.OutputBundle, names: (string | undefined)[]): Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const visit = (name: string | undefined) => {
    const file = name === undefined ? undefined : bundle[name];
    if (file?.type !== 'chunk' || found.has(file.fileName)) return;
    found.set(file.fileName, file);
    file.imports.forEach(visit);
  };
  names.forEach(visit);
  return [...found.values()];
}
