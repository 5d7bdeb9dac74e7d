import { useLingui } from '@lingui/react';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { RECORD_STATUS_WORDS } from '../../lib/record-words.ts';
import classes from './record-state.module.css';

/** How a record stands, where that is more than signed. */
export function RecordState({ status }: Pick<MedicalRecord, 'status'>) {
  const { i18n } = useLingui();
  if (status === 'signed') return null;
  return (
    <span className={classes.state} data-status={status}>
      {i18n._(RECORD_STATUS_WORDS[status])}
    </span>
  );
}
