import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { replaceWeek } from '../../api/generated/sdk.gen.ts';
import type { AvailabilitySlot } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { LeaveAnyway } from './leave-anyway.tsx';
import { refreshSchedule } from './refresh-schedule.ts';
import { useWarningBeforeLeaving } from './use-draft.ts';
import { WeekDay } from './week-day.tsx';
import { DAYS, inOrder, inputOf, minutesOf, windowsOf, type WeekWindow } from './week-form.ts';
import classes from './week-editor.module.css';

interface WeekEditorProps {
  doctorId: string;
  /** As a get has answered. */
  week: readonly AvailabilitySlot[];
}

/** The whole week, day by day; it is saved as a whole, and says which visits it leaves without a doctor. */
export function WeekEditor({ doctorId, week }: WeekEditorProps) {
  const { t, i18n } = useLingui();
  const form = useRef<HTMLFormElement>(null);
  const [seen, setSeen] = useState(week);
  const [windows, setWindows] = useState(() => windowsOf(week));
  const [marks, setMarks] = useState<ReadonlyMap<string, string>>(new Map());
  const isChanged = JSON.stringify(inputOf(windows)) !== JSON.stringify(inputOf(windowsOf(seen)));
  const hours = Math.round(minutesOf(windows) / 6) / 10;

  useWarningBeforeLeaving(isChanged);
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const saving = useMutation({
    mutationFn: (wanted: readonly WeekWindow[]) =>
      replaceWeek({
        path: { doctor_id: doctorId },
        body: inputOf(wanted),
        headers: ifUnchanged(seen),
        throwOnError: true,
      }),
    async onSuccess({ data: { slots, affected_appointments } }) {
      setMarks(new Map());
      setWindows(windowsOf(slots));
      setSeen(slots);
      await refreshSchedule();
      const count = affected_appointments.length;
      notifications.show(
        count === 0
          ? { message: t`The hours are saved.` }
          : { color: 'yellow', message: t`The hours are saved. Visits that need another time stand above.` },
      );
    },
    onError(error, wanted) {
      setMarks(marksOf(error, wanted));
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    },
  });
  const isStale = saving.error instanceof Refusal && saving.error.status === 412;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(windows);
      }}
    >
      {DAYS.map((day) => (
        <WeekDay key={day} day={day} week={windows} marks={marks} change={setWindows} />
      ))}
      {saving.isError && (
        <Notice
          tone="danger"
          action={
            isStale && (
              <Button
                variant="default"
                size="sm"
                onClick={() => {
                  setSeen(week);
                  setWindows(windowsOf(week));
                  saving.reset();
                  void refreshAnswers('readWeek');
                }}
              >
                <Trans>Show the hours as they stand</Trans>
              </Button>
            )
          }
        >
          {i18n._(sentenceOf(saving.error))}
        </Notice>
      )}
      <div className={classes.foot}>
        <span>
          <Plural value={hours} one="# hour a week" other="# hours a week" />
        </span>
        <Button type="submit" disabled={!isChanged} loading={saving.isPending}>
          <Trans>Save the week</Trans>
        </Button>
      </div>
      <LeaveAnyway blocker={blocker} />
    </form>
  );
}

/** The server names a window by its place in what was sent: `2/break_start`. */
function marksOf(error: unknown, sent: readonly WeekWindow[]): Map<string, string> {
  const marks = new Map<string, string>();
  const order = inOrder(sent);
  for (const { field, message } of error instanceof Refusal ? error.fields : []) {
    const [index = '', name = ''] = field.split('/');
    const window = order[Number(index)];
    if (window) marks.set(`${window.key}/${name}`, message);
  }
  return marks;
}
