import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Chip } from '@mantine/core';
import { Panel } from '../../ui/panel.tsx';
import classes from './preferences-page.module.css';

const OFFERED = [10_080, 4320, 2880, 1440, 720, 240, 120, 60, 30];
/** The API takes no more. */
const MOST = 5;

interface ReminderTimesProps {
  /** Minutes before a visit. */
  minutes: readonly number[];
  choose(minutes: number[]): void;
}

/** How long before a visit one is reminded; none means never. */
export function ReminderTimes({ minutes, choose }: ReminderTimesProps) {
  const { t } = useLingui();
  const offered = [...new Set([...OFFERED, ...minutes])].toSorted((one, other) => other - one);
  const chosen = minutes.map(String);
  return (
    <Panel
      title={<Trans>Remind me before a visit</Trans>}
      hint={
        minutes.length === 0 ? (
          <Trans>You get no reminders.</Trans>
        ) : (
          <Trans>Choose up to five times, or none.</Trans>
        )
      }
    >
      <Chip.Group
        multiple
        value={chosen}
        onChange={(values) => choose(values.map(Number).toSorted((one, other) => other - one))}
      >
        <div className={classes.times} role="group" aria-label={t`Remind me before a visit`}>
          {offered.map((value) => (
            <Chip
              key={value}
              value={String(value)}
              size="md"
              variant="outline"
              disabled={chosen.length >= MOST && !minutes.includes(value)}
            >
              {wordsOf(value)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </Panel>
  );
}

function wordsOf(minutes: number): string {
  const days = minutes / 1440;
  const hours = minutes / 60;
  if (Number.isInteger(days)) return plural(days, { one: '# day', other: '# days' });
  if (Number.isInteger(hours)) return plural(hours, { one: '# hour', other: '# hours' });
  return plural(minutes, { one: '# minute', other: '# minutes' });
}
