import { hasZipAtEnd } from './zip-end.ts';
import type { Spool } from './spool.ts';

/**
 * Whether a file is a PDF and nothing else: it begins as one (ISO 32000, 7.5.2), its end points at a table of its
 * objects (7.5.5), and after its end there is nothing but blanks. What a reader does with the content is not judged.
 */
export async function isPdf(file: Spool): Promise<boolean> {
  const head = (await file.read(0, 16)).toString('latin1');
  if (!/^%PDF-[12]\.\d[\r\n ]/.test(head)) return false;
  const tail = (await file.read(Math.max(0, file.size - 2048), 2048)).toString('latin1');
  const end = /startxref\s{1,8}(\d{1,10})\s{1,8}%%EOF[\s\0]*$/.exec(tail);
  if (!end) return false;
  const table = (await file.read(Number(end[1]), 32)).toString('latin1');
  return /^\s*(xref\s|\d+\s+\d+\s+obj)/.test(table) && !(await hasZipAtEnd(file));
}
