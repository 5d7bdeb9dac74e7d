import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { IconFileText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { TYPE_WORDS } from '../../lib/visit-words.ts';
import { Empty } from '../../ui/empty.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { DayLeaf } from '../../ui/visit-line.tsx';
import type { StoryItem } from './patient-story.ts';
import { StoryRecord } from './story-record.tsx';
import classes from './story.module.css';

interface StoryProps {
  items: readonly StoryItem[];
  /** There is more than is shown. */
  isCut: boolean;
}

/** Visits with what was written of them, the latest first. */
export function Story({ items, isCut }: StoryProps) {
  if (items.length === 0)
    return (
      <Empty icon={IconFileText} title={<Trans>Nothing is written of this patient yet</Trans>}>
        <Trans>You see visits with you, and records when the patient is in your care.</Trans>
      </Empty>
    );
  return (
    <>
      <ol className={classes.story}>
        {items.map((item) => (
          <li key={item.visit?.id ?? item.records[0]?.id} className={classes.item}>
            <DayLeaf at={item.at} />
            <div className={classes.words}>
              {item.visit && <StoryVisit visit={item.visit} />}
              {item.records.map((record) => (
                <StoryRecord key={record.id} record={record} />
              ))}
            </div>
          </li>
        ))}
      </ol>
      {isCut && (
        <p className={classes.cut}>
          <Trans>Older entries are not shown here.</Trans>
        </p>
      )}
    </>
  );
}

function StoryVisit({ visit }: { visit: Appointment }) {
  const { i18n } = useLingui();
  const times = useTimes();
  // Reasons of an erased patient are not shown.
  const { doctor, reason, appointment_type, appointment_datetime: start } = visit;
  return (
    <div className={classes.visit}>
      <div>
        <p className={classes.reason}>
          <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
            {reason || i18n._(TYPE_WORDS[appointment_type])}
          </Link>
        </p>
        <p className={classes.more}>
          <time dateTime={start} className="numbers">
            {times.date(start)}, {times.time(start)}
          </time>{' '}
          · <DoctorLink doctor={doctor} />
        </p>
      </div>
      <StatusBadge status={visit.status} />
    </div>
  );
}
