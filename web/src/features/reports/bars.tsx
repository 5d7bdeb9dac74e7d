import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';

export interface BarsProps {
  /** One per bar: `key`, what stands under it (`label`), and a number for each series. */
  data: readonly Record<string, string | number>[];
  /** Stacked, from the bottom up. */
  series: readonly { name: string; label: string; color: string }[];
  /** What the bars stand for, such as days. */
  axis: string;
  height?: number;
}

/** Upright bars, stacked where there are several series. */
export function Bars({ data, series, height = 260 }: BarsProps) {
  return (
    <BarChart
      h={height}
      data={[...data]}
      dataKey="label"
      type="stacked"
      series={[...series]}
      withLegend={series.length > 1}
      legendProps={{ verticalAlign: 'bottom', itemSorter: null }}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      maxBarWidth={44}
      yAxisProps={{ width: 44, allowDecimals: false, tickCount: 4, interval: 0 }}
      xAxisProps={{ minTickGap: 14, interval: 'preserveStartEnd' }}
      barProps={{ isAnimationActive: false }}
      // The table beside it is what screen readers and the keyboard get.
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
