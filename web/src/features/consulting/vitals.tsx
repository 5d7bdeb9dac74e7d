import { Trans } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { Lines } from '../../ui/answer.tsx';
import { Panel } from '../../ui/panel.tsx';
import { measuresIn } from './patient-story.ts';

const VitalCharts = lazy(() => import('./vital-charts.tsx'));

/** How the vital signs run; nothing where none were measured. */
export function Vitals({ records }: { records: readonly MedicalRecord[] }) {
  const measures = measuresIn(records);
  if (measures.size === 0) return null;
  return (
    <Panel title={<Trans>Vital signs</Trans>}>
      <Suspense fallback={<Lines count={2} height={72} />}>
        <VitalCharts series={measures} />
      </Suspense>
    </Panel>
  );
}
