import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paginate, type Item } from './flow.ts';

interface Strip extends Item {
  name: string;
  head?: readonly Strip[];
}

const strip = (name: string, height = 10, more: Partial<Strip> = {}): Strip => ({ name, height, ...more });
const lines = (count: number) => Array.from({ length: count }, (_, index) => strip(`line ${index + 1}`));
const namesOf = (items: readonly Strip[], heights: number[] = []) =>
  paginate(items, (page) => heights[page] ?? 50).map((page) => page.map(({ item }) => item.name));

describe('pages', () => {
  it('are filled one after the other', () => {
    expect(namesOf(lines(7)).map((page) => page.length)).toEqual([5, 2]);
  });

  it('may differ in height', () => {
    expect(namesOf(lines(7), [20, 30]).map((page) => page.length)).toEqual([2, 3, 2]);
  });

  it('do not begin with the gap above a strip', () => {
    const items = [...lines(4), strip('next', 20, { gap: 15 })];
    const pages = paginate(items, () => 60);
    expect(pages[1]).toEqual([{ item: items[4], y: 0, is_repeated: false }]);
  });

  it('never end with what keeps its next', () => {
    const heading = strip('heading', 10, { keeps_next: true });
    expect(namesOf([...lines(4), heading, strip('text')])).toEqual([
      ['line 1', 'line 2', 'line 3', 'line 4'],
      ['heading', 'text'],
    ]);
  });

  it('begin with the head of a table that goes on', () => {
    const head = [strip('head', 10, { keeps_next: true })];
    const rows = Array.from({ length: 7 }, (_, index) => strip(`row ${index + 1}`, 10, { head }));
    expect(namesOf([...head, ...rows])).toEqual([
      ['head', 'row 1', 'row 2', 'row 3', 'row 4'],
      ['head', 'row 5', 'row 6', 'row 7'],
    ]);
  });

  it('break what is higher than a page instead of losing it', () => {
    const kept = lines(12).map((line) => ({ ...line, keeps_next: true }));
    expect(namesOf(kept).map((page) => page.length)).toEqual([5, 5, 2]);
    expect(namesOf([strip('giant', 500), strip('after')])).toEqual([['giant'], ['after']]);
  });
});

describe('whatever the document', () => {
  const anItem = fc.record({
    height: fc.integer({ min: 1, max: 40 }),
    gap: fc.integer({ min: 0, max: 10 }),
    keeps_next: fc.boolean(),
    has_head: fc.boolean(),
  });
  const head = [strip('head', 8, { gap: 5, keeps_next: true })];
  const documents = fc.array(anItem, { minLength: 1, maxLength: 60 }).map((items) =>
    items.map(({ has_head, ...item }, index): Strip => ({
      name: `${index}`,
      ...item,
      ...(has_head && { head }),
    })),
  );

  it('every strip is drawn once, in order, on a page that holds it, below the one before', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 50, max: 120 }), (items, height) => {
        const pages = paginate(items, () => height);
        const drawn = pages.flat().filter(({ is_repeated }) => !is_repeated);
        expect(drawn.map(({ item }) => item)).toEqual(items);
        for (const page of pages) {
          expect(page.length).toBeGreaterThan(0);
          let bottom = 0;
          for (const { item, y } of page) {
            expect(y).toBeGreaterThanOrEqual(bottom);
            bottom = y + item.height;
          }
          expect(bottom).toBeLessThanOrEqual(height);
        }
      }),
    );
  });

  it('a page begins with the head of its table', () => {
    fc.assert(
      fc.property(documents, (items) => {
        for (const page of paginate(items, () => 80).slice(1)) {
          const first = page.find(({ is_repeated }) => !is_repeated)!;
          expect(page[0]!.is_repeated).toBe(first.item.head !== undefined);
        }
      }),
    );
  });
});
