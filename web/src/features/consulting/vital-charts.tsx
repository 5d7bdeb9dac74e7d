import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { useNumbers } from '../../lib/numbers.ts';
import { VITAL_SIGN_UNITS, VITAL_SIGN_WORDS, type VitalSign } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import { curveOf } from './curve.ts';
import type { Measure } from './patient-story.ts';
import classes from './vital-charts.module.css';

const WIDTH = 160;
const HEIGHT = 44;

/** Of each sign the last value, and a small curve of all; the numbers behind the curves in a table. */
export default function VitalCharts({ series }: { series: ReadonlyMap<VitalSign, readonly Measure[]> }) {
  const { i18n } = useLingui();
  return (
    <>
      <ul className={classes.charts}>
        {[...series].map(([sign, measures]) => (
          <li key={sign}>
            <span className={classes.name}>{i18n._(VITAL_SIGN_WORDS[sign])}</span>
            <LastValue sign={sign} measure={measures.at(-1)!} />
            {measures.length > 1 && <Curve measures={measures} />}
          </li>
        ))}
      </ul>
      <details className={classes.details}>
        <summary>
          <Trans>All measurements</Trans>
        </summary>
        {[...series].map(([sign, measures]) => (
          <Table key={sign} sign={sign} measures={measures} />
        ))}
      </details>
    </>
  );
}

function LastValue({ sign, measure }: { sign: VitalSign; measure: Measure }) {
  const write = useNumbers();
  const times = useTimes();
  return (
    <span className={classes.last}>
      <strong className="numbers">{measure.values.map(write).join('/')}</strong> {VITAL_SIGN_UNITS[sign]}
      <time dateTime={measure.at}>{times.date(measure.at)}</time>
    </span>
  );
}

/** What the table says too, so it is hidden from screen readers. */
function Curve({ measures }: { measures: readonly Measure[] }) {
  return (
    <svg className={classes.curve} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {curveOf(measures, WIDTH, HEIGHT).map(({ path, end }) => (
        <g key={path}>
          <path d={path} />
          <circle cx={end.x} cy={end.y} r={3} />
        </g>
      ))}
    </svg>
  );
}

function Table({ sign, measures }: { sign: VitalSign; measures: readonly Measure[] }) {
  const { i18n } = useLingui();
  const write = useNumbers();
  const times = useTimes();
  return (
    <table className={classes.table}>
      <caption>
        {i18n._(VITAL_SIGN_WORDS[sign])}, {VITAL_SIGN_UNITS[sign]}
      </caption>
      <tbody>
        {measures.toReversed().map(({ at, values }) => (
          <tr key={at}>
            <th scope="row">{times.dayAndTime(at)}</th>
            <td className="numbers">{values.map(write).join('/')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
