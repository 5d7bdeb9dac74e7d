import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import classes from './import-status.module.css';

const WORDS: Record<PatientImport['status'], MessageDescriptor> = {
  checking: msg`Being checked`,
  checked: msg`Checked`,
  importing: msg`Being imported`,
  imported: msg`Imported`,
  undoing: msg`Being undone`,
  undone: msg`Undone`,
};

/** How far an import is, in word and colour. */
export function ImportStatus({ status }: { status: PatientImport['status'] }) {
  const { i18n } = useLingui();
  return (
    <span className={classes.badge} data-status={status}>
      {i18n._(WORDS[status])}
    </span>
  );
}
