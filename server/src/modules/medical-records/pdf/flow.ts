/** A strip of the document that a page break never cuts, as high as it will be drawn. Lengths are points. */
export interface Item {
  height: number;
  /** Space above it; dropped at the top of a page. */
  gap?: number;
  /** A page never ends with it: a heading, the first line of a paragraph, what stands before the signature. */
  keeps_next?: boolean;
  /** Shown again above it where it begins a page: the head of its table. */
  head?: readonly Item[];
}

export interface Placed<T extends Item> {
  item: T;
  /** From the top of the page's body to the top of the item. */
  y: number;
  /** Shown before, on an earlier page. */
  is_repeated: boolean;
}

/**
 * Cuts a document into pages. Items that keep together stay together unless they are higher than a page: then they
 * break wherever the page is full, because nothing may be lost.
 * @param bodyHeight room for items on the page of that index
 */
export function paginate<T extends Item & { head?: readonly T[] }>(
  items: readonly T[],
  bodyHeight: (page: number) => number,
): Placed<T>[][] {
  const pages: Placed<T>[][] = [[]];
  let y = 0;

  const turn = (next: T) => {
    pages.push([]);
    y = 0;
    const head = next.head ?? [];
    if (heightOf([...head, next], true) <= bodyHeight(pages.length - 1))
      for (const item of head) put(item, true);
  };
  const put = (item: T, is_repeated: boolean) => {
    const page = pages.at(-1)!;
    if (page.length > 0) y += item.gap ?? 0;
    page.push({ item, y, is_repeated });
    y += item.height;
  };
  const fits = (group: readonly T[]) =>
    y + heightOf(group, pages.at(-1)!.length === 0) <= bodyHeight(pages.length - 1);
  const isBlank = () => pages.at(-1)!.every(({ is_repeated }) => is_repeated);

  for (const group of groupsOf(items)) {
    if (!fits(group) && !isBlank()) turn(group[0]!);
    const breaks = !fits(group);
    for (const item of group) {
      if (breaks && !fits([item]) && !isBlank()) turn(item);
      put(item, false);
    }
  }
  return pages;
}

function groupsOf<T extends Item>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  let open = false;
  for (const item of items) {
    if (open) groups.at(-1)!.push(item);
    else groups.push([item]);
    open = item.keeps_next ?? false;
  }
  return groups;
}

function heightOf(group: readonly Item[], startsPage: boolean): number {
  return group.reduce(
    (sum, { height, gap = 0 }, index) => sum + height + (startsPage && index === 0 ? 0 : gap),
    0,
  );
}
