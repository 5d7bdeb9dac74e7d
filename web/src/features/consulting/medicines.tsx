import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTimes } from '../../lib/time.ts';
import { Panel } from '../../ui/panel.tsx';
import type { Prescribed } from './patient-story.ts';
import classes from './medicines.module.css';

const AT_FIRST = 6;

interface MedicinesProps {
  /** What the patient's profile says, in words. */
  told: string;
  prescribed: readonly Prescribed[];
}

/** What the patient takes: as they say, and as it was prescribed here last. */
export function Medicines({ told, prescribed }: MedicinesProps) {
  const times = useTimes();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? prescribed : prescribed.slice(0, AT_FIRST);
  return (
    <Panel title={<Trans>Medicines</Trans>}>
      {!told && prescribed.length === 0 && (
        <p className={classes.none}>
          <Trans>None are entered.</Trans>
        </p>
      )}
      {told && (
        <div className={classes.told}>
          <h3>
            <Trans>Takes, by the profile</Trans>
          </h3>
          <p>{told}</p>
        </div>
      )}
      {prescribed.length > 0 && (
        <>
          <h3 className={classes.title}>
            <Trans>Prescribed here, each one last on</Trans>
          </h3>
          <ul className={classes.list}>
            {shown.map(({ name, dose, frequency, duration, at }) => (
              <li key={name}>
                <span>
                  <strong>{name}</strong> {dose}
                  <small>{[frequency, duration].filter(Boolean).join(' · ')}</small>
                </span>
                <time dateTime={at}>{times.date(at)}</time>
              </li>
            ))}
          </ul>
          {prescribed.length > shown.length && (
            <Button variant="subtle" size="sm" onClick={() => setWhole(true)}>
              <Trans>Show all {prescribed.length}</Trans>
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}
