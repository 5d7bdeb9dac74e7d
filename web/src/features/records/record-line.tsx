import { useLingui } from '@lingui/react';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import classes from './record-line.module.css';

/** One record as a line of the patient's list. */
export function RecordLine({ record }: { record: MedicalRecord }) {
  const { i18n } = useLingui();
  const times = useTimes();
  const { id, title, record_type, doctor_details, created_at } = record;
  return (
    <div className={classes.line}>
      <div className={classes.words}>
        <p className={classes.title}>
          <Link to="/records/$recordId" params={{ recordId: id }}>
            {title || i18n._(RECORD_TYPE_WORDS[record_type])}
          </Link>
        </p>
        <p className={classes.more}>
          {i18n._(RECORD_TYPE_WORDS[record_type])} · {doctor_details.full_name} ·{' '}
          <time dateTime={created_at}>{times.date(created_at)}</time>
        </p>
      </div>
      <IconChevronRight size={20} className={classes.icon} aria-hidden />
    </div>
  );
}
