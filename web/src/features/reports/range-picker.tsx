import { useLingui } from '@lingui/react/macro';
import { Group, NativeSelect, TextInput } from '@mantine/core';
import type { Preset, Range } from './report-range.ts';

interface RangePickerProps {
  preset: Preset | 'own';
  range: Range;
  pick(search: { range?: Preset } | Range): void;
}

/** Which days the reports are about. */
export function RangePicker({ preset, range, pick }: RangePickerProps) {
  const { t } = useLingui();
  return (
    <Group align="end" gap="sm">
      {preset === 'own' && (
        <>
          <TextInput
            label={t`From`}
            type="date"
            value={range.date_from}
            max={range.date_to}
            onChange={({ currentTarget: { value } }) => value && pick({ ...range, date_from: value })}
          />
          <TextInput
            label={t`Until`}
            type="date"
            value={range.date_to}
            min={range.date_from}
            onChange={({ currentTarget: { value } }) => value && pick({ ...range, date_to: value })}
          />
        </>
      )}
      <NativeSelect
        aria-label={t`Days`}
        value={preset}
        onChange={({ currentTarget: { value } }) =>
          pick(value === 'own' ? range : { range: value as Preset })
        }
        data={[
          { value: 'last_30_days', label: t`Last 30 days` },
          { value: 'last_90_days', label: t`Last 90 days` },
          { value: 'last_12_months', label: t`Last 12 months` },
          { value: 'this_month', label: t`This month` },
          { value: 'last_month', label: t`Last month` },
          { value: 'next_30_days', label: t`Next 30 days` },
          { value: 'own', label: t`Own choice` },
        ]}
      />
    </Group>
  );
}
