import { sql } from 'kysely';
import { roleMay } from '../../permissions.ts';
import type { Actor, SignedInActor } from '../../platform/actor.ts';
import { renderCalendarFeed, type FeedEntry } from '../../platform/calendar-entry.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import { addressGroup, consume } from '../../platform/http/rate-limit.ts';
import type { Locale } from '../../platform/i18n.ts';
import { problems } from '../../platform/problems.ts';
import { visibleAppointments } from '../appointments/appointments.policy.ts';
import { initialsOf } from '../appointments/initials.ts';
import { visitPath, visitPlace, visitUid } from '../appointments/visit-entry.ts';
import { visitAction, visitEntryTitle } from '../appointments/visit-words.ts';
import { readClinic } from '../clinic/clinic.queries.ts';
import { hashFeedToken } from './manage-calendar-feed.ts';

const DAY = 24 * 3600_000;
/** What lies further back is no plan any more. */
const DAYS_BACK = 30;
const MOST_VISITS = 3000;
/** A calendar asks every quarter of an hour or less often; one person may have several. */
const READS = { name: 'calendar-feed', points: 120, per: 3600 };
/** Addresses that do not exist, from one network. */
const MISSES = { name: 'calendar-feed-miss', points: 60, per: 900 };

type Owner = Pick<SignedInActor, 'user_id' | 'role' | 'patient_id' | 'doctor_id'> & { locale: Locale };

/**
 * What is behind a secret address: its owner's visits as an iCalendar object (RFC 5545), cancelled ones left out, a
 * doctor's with the initials of patients. Role and account count as they are now.
 * @throws Problem not_found, throttled
 */
export async function writeCalendarFeed(deps: Deps, actor: Actor, token: string): Promise<string> {
  const owner = await findOwner(deps, token);
  if (!owner) {
    await consume(deps, MISSES, addressGroup(actor.call.address));
    throw problems.not_found();
  }
  await consume(deps, READS, owner.user_id);
  const clinic = await readClinic(deps.db);
  const entries = (await readVisits(deps, owner)).map((visit): FeedEntry => {
    const url = `${deps.config.public_url}${visitPath(visit.id)}`;
    const people = { patient: initialsOf(visit.patient), doctor: `Dr. ${visit.doctor}` };
    return {
      uid: visitUid(deps, visit.id),
      sequence: visit.sequence,
      starts_at: visit.starts_at,
      ends_at: visit.ends_at,
      changed_at: visit.updated_at,
      is_tentative: visit.needs_reschedule,
      summary: visitEntryTitle[owner.locale](people, owner.role === 'PATIENT'),
      location: visitPlace(clinic, visit.office_address),
      description: `${visitAction[owner.locale]}: ${url}`,
      url,
    };
  });
  return renderCalendarFeed(clinic.name, entries);
}

async function findOwner({ db }: Deps, token: string): Promise<Owner | undefined> {
  const owner = await db
    .selectFrom('calendar_feeds as f')
    .innerJoin('users as u', 'u.id', 'f.user_id')
    .leftJoin('patients as p', 'p.user_id', 'u.id')
    .leftJoin('doctors as d', 'd.user_id', 'u.id')
    .select(['u.id as user_id', 'u.role', 'u.locale', 'p.id as patient_id', 'd.id as doctor_id'])
    .where('f.token_hash', '=', hashFeedToken(token))
    .where('u.is_active', '=', true)
    .executeTakeFirst();
  return owner && roleMay(owner.role, 'calendar-feed:use') ? owner : undefined;
}

function readVisits({ db, clock }: Deps, owner: Owner) {
  return db
    .selectFrom('appointments as a')
    .innerJoin('patients as p', 'p.id', 'a.patient_id')
    .innerJoin('users as pu', 'pu.id', 'p.user_id')
    .innerJoin('doctors as d', 'd.id', 'a.doctor_id')
    .innerJoin('users as du', 'du.id', 'd.user_id')
    .select(['a.id', 'a.appointment_datetime as starts_at', 'a.appointment_end_time as ends_at'])
    .select(['a.needs_reschedule', 'a.updated_at', 'd.office_address'])
    .select([
      sql<string>`pu.first_name || ' ' || pu.last_name`.as('patient'),
      sql<string>`du.first_name || ' ' || du.last_name`.as('doctor'),
      // As in the mail of the newest change, so that neither overtakes the other.
      sql<number>`(select count(*) - 1 from appointment_status_history h where h.appointment_id = a.id)`.as(
        'sequence',
      ),
    ])
    .where(visibleAppointments(owner))
    .where('a.status', 'not in', ['cancelled', 'no_show'])
    .where('a.appointment_datetime', '>', instant(clock, -DAYS_BACK * DAY))
    .orderBy('a.appointment_datetime', 'desc')
    .orderBy('a.id')
    .limit(MOST_VISITS)
    .execute();
}
