import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLines, csvText } from './csv.ts';

async function collected(batches: Record<string, string>[][]): Promise<string> {
  const stream = (async function* () {
    yield* batches;
  })();
  let text = '';
  for await (const piece of csvLines(['a', 'b'], stream)) text += piece;
  return text;
}

describe('CSV', () => {
  it('has a byte order mark and the names of the columns once, also without a row', async () => {
    expect(await collected([])).toBe('\ufeffa,b\r\n');
    expect(await collected([[{ a: '1', b: 'é' }], [], [{ a: '2', b: '' }]])).toBe(
      '\ufeffa,b\r\n1,é\r\n2,\r\n',
    );
  });

  it('leaves out what is no column, and writes null as nothing', () => {
    expect(csvText(['a', 'b', 'c'], [{ a: true, b: null, secret: 'x', c: 3 }])).toBe(
      '\ufeffa,b,c\r\ntrue,,3\r\n',
    );
  });

  it.each(['=1+1', '+254712345678', '-2', '@sum(a1)', '\t=1', '\r=1', '＝1'])(
    'never starts a formula: %j',
    (cell) => {
      const [, line] = csvText(['a'], [{ a: cell }]).split('a\r\n');
      expect(line!.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('keeps any text in one cell', () => {
    fc.assert(
      fc.property(fc.string(), (cell) => {
        const text = csvText(['a'], [{ a: `x${cell}` }]).slice('\ufeffa\r\n'.length, -2);
        const read = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
        expect(read).toBe(`x${cell}`);
      }),
    );
  });
});
