import { Skeleton, VisuallyHidden } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { BarsProps } from './bars.tsx';

/** Charts are heavy, so they come when one is shown. */
const Bars = lazy(async () => ({ default: (await import('./bars.tsx')).Bars }));

const HEIGHT = 260;

/** A chart, and the same as a table for those who do not see it. */
export function Chart({ caption, ...bars }: BarsProps & { caption: string }) {
  const { data, series, axis } = bars;
  return (
    <>
      <div aria-hidden>
        <Suspense fallback={<Skeleton height={HEIGHT} radius="md" />}>
          <Bars height={HEIGHT} {...bars} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{axis}</th>
              {series.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <tr key={row['key']}>
                <th scope="row">{row['label']}</th>
                {series.map(({ name }) => (
                  <td key={name}>{row[name]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  );
}
