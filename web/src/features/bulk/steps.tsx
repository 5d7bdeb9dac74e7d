import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { IconCheck } from '@tabler/icons-react';
import classes from './steps.module.css';

const STEPS = ['file', 'check', 'import'] as const;
type Step = (typeof STEPS)[number];

const WORDS: Record<Step, MessageDescriptor> = {
  file: msg`File`,
  check: msg`Check`,
  import: msg`Import`,
};

/** Where one is in an import; `done` when all of it is behind. */
export function Steps({ at }: { at: Step | 'done' }) {
  const { t, i18n } = useLingui();
  const present = at === 'done' ? STEPS.length : STEPS.indexOf(at);
  return (
    <ol className={classes.steps} aria-label={t`Steps`}>
      {STEPS.map((step, index) => {
        const isDone = index < present;
        return (
          <li
            key={step}
            className={classes.step}
            data-done={isDone || undefined}
            aria-current={index === present ? 'step' : undefined}
          >
            <span className={classes.mark} aria-hidden>
              {isDone ? <IconCheck size={16} stroke={2.4} /> : index + 1}
            </span>
            {i18n._(WORDS[step])}
          </li>
        );
      })}
    </ol>
  );
}
