import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { IconCopy, IconDots, IconPlus } from '@tabler/icons-react';
import { useFieldText } from '../../lib/use-server-form.ts';
import { addDays, useTimes } from '../../lib/time.ts';
import { copiedTo, DAYS, inOrder, newWindow, passesMidnight, type WeekWindow } from './week-form.ts';
import classes from './week-editor.module.css';

interface WeekDayProps {
  /** 0 = Monday */
  day: number;
  week: readonly WeekWindow[];
  /** What is wrong, by window and field: `key/start_time`. */
  marks: ReadonlyMap<string, string>;
  change(week: WeekWindow[]): void;
}

const A_MONDAY = '2024-01-01';

/** The windows of one day of the week. */
export function WeekDay({ day, week, marks, change }: WeekDayProps) {
  const { t } = useLingui();
  const times = useTimes();
  const name = times.weekday(addDays(A_MONDAY, day));
  const mine = week.filter(({ day_of_week }) => day_of_week === day);
  return (
    <div role="group" aria-label={name} className={classes.day}>
      <p className={classes.name}>{name}</p>
      <div className={classes.windows}>
        {mine.length === 0 && (
          <p className={classes.free}>
            <Trans>Does not work</Trans>
          </p>
        )}
        {inOrder(mine).map((window) => (
          <Window
            key={window.key}
            window={window}
            name={name}
            marks={marks}
            set={(changes) =>
              change(week.map((other) => (other.key === window.key ? { ...other, ...changes } : other)))
            }
            remove={() => change(week.filter((other) => other.key !== window.key))}
          />
        ))}
      </div>
      <div className={classes.tools}>
        <Button
          variant="subtle"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-label={t`Add hours on ${name}`}
          onClick={() => change([...week, newWindow(week, day)])}
        >
          <Trans>Add</Trans>
        </Button>
        {mine.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={34} aria-label={t`Copy ${name} to other days`}>
                <IconCopy size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => change(copiedTo(week, day, [0, 1, 2, 3, 4]))}>
                <Trans>Copy to Monday to Friday</Trans>
              </Menu.Item>
              <Menu.Item onClick={() => change(copiedTo(week, day, DAYS))}>
                <Trans>Copy to every day</Trans>
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </div>
  );
}

interface WindowProps {
  window: WeekWindow;
  /** Of the day. */
  name: string;
  marks: WeekDayProps['marks'];
  set(changes: Partial<WeekWindow>): void;
  remove(): void;
}

function Window({ window, name, marks, set, remove }: WindowProps) {
  const { t } = useLingui();
  const fieldText = useFieldText();
  const times = useTimes();
  const hasBreak = window.break_start !== '' || window.break_end !== '';
  const hasDates = window.valid_from !== '' || window.valid_to !== '';
  const input = (field: keyof WeekWindow & `${string}_${string}`, type: 'time' | 'date', label: string) => {
    const mark = marks.get(`${window.key}/${field}`);
    return (
      <TextInput
        type={type}
        size="sm"
        className={type === 'time' ? classes.time : classes.date}
        aria-label={`${name}: ${label}`}
        value={window[field] as string}
        error={mark && fieldText(mark)}
        onChange={({ currentTarget: { value } }) => set({ [field]: value })}
      />
    );
  };
  return (
    <div className={classes.window} data-off={!window.is_active || undefined}>
      <div className={classes.line}>
        {input('start_time', 'time', t`from`)}
        <span aria-hidden>–</span>
        {input('end_time', 'time', t`to`)}
        {passesMidnight(window) && (
          <span className={classes.next}>
            <Trans>next day</Trans>
          </span>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={34} aria-label={t`Change the hours from ${window.start_time} on ${name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() =>
                set(
                  hasBreak
                    ? { break_start: '', break_end: '' }
                    : { break_start: '12:00', break_end: '13:00' },
                )
              }
            >
              {hasBreak ? <Trans>No break</Trans> : <Trans>Add a break</Trans>}
            </Menu.Item>
            <Menu.Item
              onClick={() => set(hasDates ? { valid_from: '', valid_to: '' } : { valid_from: times.today() })}
            >
              {hasDates ? <Trans>Always</Trans> : <Trans>Only for a time</Trans>}
            </Menu.Item>
            <Menu.Item onClick={() => set({ is_active: !window.is_active })}>
              {window.is_active ? <Trans>Pause</Trans> : <Trans>Use again</Trans>}
            </Menu.Item>
            <Menu.Item color="red" onClick={remove}>
              <Trans>Take out</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {!window.is_active && (
          <span className={classes.word}>
            <Trans>paused</Trans>
          </span>
        )}
      </div>
      {hasBreak && (
        <div className={classes.line}>
          <span className={classes.word}>
            <Trans>Break</Trans>
          </span>
          {input('break_start', 'time', t`break from`)}
          <span aria-hidden>–</span>
          {input('break_end', 'time', t`break to`)}
        </div>
      )}
      {hasDates && (
        <div className={classes.line}>
          <span className={classes.word}>
            <Trans>Only</Trans>
          </span>
          {input('valid_from', 'date', t`valid from`)}
          <span aria-hidden>–</span>
          {input('valid_to', 'date', t`valid to`)}
        </div>
      )}
    </div>
  );
}
