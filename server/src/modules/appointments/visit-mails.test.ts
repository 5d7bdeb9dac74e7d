import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, type TestEtiba } from '../../../test/harness.ts';
import { startMailServer, type MailServer, type ReceivedMail } from '../../../test/mail-server.ts';
import { sendDueReminders } from './reminder-jobs.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

// What arrives, read as mail programs and calendars read it.

const etiba = {} as TestEtiba;
const { booked, standAt } = useVisits(etiba);
let server: MailServer;
let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  server = await startMailServer();
  const config = { smtp_url: server.url, mail_from: 'Etiba <no-reply@clinic.test>' };
  Object.assign(etiba, await openTestEtiba({ config }));
});
afterAll(async () => {
  await etiba.close?.();
  await server.close();
});

beforeEach(async () => {
  etiba.clock.set('2026-12-01T05:00:00Z');
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
  const clinic = {
    name: 'Söhne & <b>Clinic</b>',
    address: '12 Moi Avenue\nNairobi',
    phone: '+254 20 234 5678',
  };
  await setClinic({ ...clinic, email: 'desk@clinic.test', time_zone: 'Africa/Nairobi' });
  server.received.length = 0;
});

const setClinic = (values: object) => etiba.deps.db.updateTable('clinic_settings').set(values).execute();
const wantsMail = (person: Person, ...kinds: string[]) =>
  etiba.as(person).put('/api/notifications/preferences/', {
    kinds: kinds.map((kind) => ({ kind, in_app: true, mail: true })),
  });

async function mailsTo({ email }: Person): Promise<ReceivedMail[]> {
  await etiba.runJobs();
  return server.received.filter(({ to }) => to.includes(email));
}

/** The one entry of a mail, by a calendar's own parser. */
function entryOf({ raw, parsed }: ReceivedMail) {
  const part = parsed.attachments.find(({ contentType }) => contentType === 'application/ics');
  expect(raw).toMatch(/Content-Type: text\/calendar;[^]*?method=(REQUEST|CANCEL)/);
  const calendar = new ICAL.Component(ICAL.parse(part!.content.toString()) as unknown[]);
  const [event] = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const valueOf = (name: string) => event!.component.getFirstPropertyValue(name);
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: event!.uid,
    sequence: event!.sequence,
    starts_at: event!.startDate.toJSDate().toISOString(),
    ends_at: event!.endDate.toJSDate().toISOString(),
    summary: event!.summary,
    location: event!.location,
    status: valueOf('status'),
    organizer: event!.organizer,
    attendees: event!.attendees.map((attendee) => attendee.getFirstValue()),
  };
}

describe('the mail of a booking', () => {
  it('says in text and HTML who with whom, when and where, with an entry for the calendar, never why', async () => {
    const visit = await booked(admin, doctor, at('10:00', '2026-12-03'), {
      patient_id: patient.id,
      reason: 'Syphilis',
      symptoms: 'Rash',
      notes: 'Discreet',
    });
    const [mail, ...more] = await mailsTo(patient);
    expect(more).toEqual([]);
    const { parsed, raw } = mail!;
    const when = 'Thursday, 3 December 2026, 10:00 (GMT+3)';
    expect(parsed.subject).toBe(`Visit booked: ${when}`);
    expect(parsed.text).toContain(`Hello Amina,\n\nYour visit with Dr. Grace Wanjiku on ${when} is booked.`);
    expect(parsed.text).toContain(`https://etiba.test/visits/${visit.id}`);
    expect(parsed.text).toContain(
      'Söhne & <b>Clinic</b>\n12 Moi Avenue\nNairobi\n+254 20 234 5678\ndesk@clinic.test',
    );
    expect(parsed.html).toContain('Söhne &amp; &lt;b&gt;Clinic&lt;/b&gt;');
    expect(parsed.html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(parsed.replyTo?.text).toBe('desk@clinic.test');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(entryOf(mail!)).toEqual({
      method: 'REQUEST',
      uid: `appointment-${visit.id}@etiba.test`,
      sequence: 0,
      starts_at: '2026-12-03T07:00:00.000Z',
      ends_at: '2026-12-03T07:30:00.000Z',
      summary: 'Visit: Dr. Grace Wanjiku',
      location: 'Söhne & <b>Clinic</b>, 12 Moi Avenue, Nairobi',
      status: 'CONFIRMED',
      organizer: 'mailto:no-reply@clinic.test',
      attendees: [`MAILTO:${patient.email}`],
    });
    const everything = [
      raw,
      parsed.text,
      parsed.html,
      parsed.attachments.map(({ content }) => String(content)),
    ];
    expect(everything.join()).not.toMatch(/Syphilis|Rash|Discreet|undefined/);
  });

  it('says in which room, and no more so after a cancel', async () => {
    const room = { office_address: 'Room 4, first floor' };
    await etiba.deps.db.updateTable('doctors').set(room).where('id', '=', doctor.id).execute();
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    const [mail] = await mailsTo(patient);
    expect(mail!.parsed.text).toContain('\n\n- Place: Room 4, first floor\n\n');
    expect(mail!.parsed.html).toContain('<li style="margin:0 0 8px">Place: Room 4, first floor</li>');
    await etiba.as(patient).delete(urlOf(visit));
    expect((await mailsTo(patient)).at(-1)!.parsed.text).not.toContain('Place:');
  });

  it.each([
    ['en', /^Visit booked: Thursday, 3 December 2026, 10:00/],
    ['sw', /^Miadi imewekwa: Alhamisi, 3 Desemba 2026, 10:00/],
    ['fr', /^Rendez-vous réservé : jeudi 3 décembre 2026, 10:00/],
  ])('is in the language of its reader: %s', async (locale, subject) => {
    await etiba.as(patient).patch('/api/auth/me/', { locale });
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    const [mail] = await mailsTo(patient);
    expect(mail!.parsed.subject).toMatch(subject);
    expect(mail!.parsed.html).toContain(`<html lang="${locale}">`);
  });

  it('goes to a doctor who asks for it, without the patient’s name', async () => {
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    expect(await mailsTo(doctor)).toEqual([]);
    await wantsMail(doctor, 'booked');
    await booked(patient, doctor, at('11:00', '2026-12-03'));
    const [mail] = await mailsTo(doctor);
    expect(mail!.parsed.text).toContain('A. O. has a visit with you');
    expect(entryOf(mail!).summary).toBe('Visit: A. O.');
    expect(mail!.raw + mail!.parsed.text + mail!.parsed.html).not.toMatch(/Amina|Otieno/);
  });
});

describe('the entry in the calendar', () => {
  it('is one through all moves, each later than the one before, and goes with a cancel', async () => {
    const other = await etiba.aDoctor({ first_name: 'Hawa', last_name: 'Juma' });
    for (const person of [doctor, other]) await wantsMail(person, 'moved', 'cancelled');
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    const moves = [
      { appointment_datetime: at('14:30', '2026-12-04') },
      { duration: 45 },
      { doctor_id: other.id },
    ];
    for (const move of moves)
      expect(await etiba.as(admin).patch(urlOf(visit), move)).toMatchObject({ status: 200 });
    const [before] = (await mailsTo(patient)).filter(({ parsed }) =>
      parsed.subject?.startsWith('Visit booked'),
    );
    expect(before).toBeDefined();
    await etiba.as(admin).delete(urlOf(visit));
    const entries = (await mailsTo(patient)).map(entryOf).sort((a, b) => a.sequence - b.sequence);
    expect(
      entries.map(({ method, sequence, starts_at, status }) => [method, sequence, starts_at, status]),
    ).toEqual([
      ['REQUEST', 0, '2026-12-03T07:00:00.000Z', 'CONFIRMED'],
      ['REQUEST', 1, '2026-12-04T11:30:00.000Z', 'CONFIRMED'],
      ['REQUEST', 2, '2026-12-04T11:30:00.000Z', 'CONFIRMED'],
      ['REQUEST', 3, '2026-12-04T11:30:00.000Z', 'CONFIRMED'],
      ['CANCEL', 4, '2026-12-04T11:30:00.000Z', 'CANCELLED'],
    ]);
    expect(new Set(entries.map(({ uid }) => uid)).size).toBe(1);
    expect(entries[2]!.ends_at).toBe('2026-12-04T12:15:00.000Z');
    const given = (await mailsTo(doctor)).map(entryOf).sort((a, b) => a.sequence - b.sequence);
    expect(given.map(({ method, sequence }) => [method, sequence])).toEqual([
      ['REQUEST', 1],
      ['CANCEL', 3],
    ]);
    const taken = (await mailsTo(other)).map((mail) => entryOf(mail).method);
    expect(new Set(taken)).toEqual(new Set(['REQUEST', 'CANCEL']));
  });

  it('is the only word after a cancel: what waited to go out is dropped', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.as(patient).delete(urlOf(visit));
    const mails = await mailsTo(patient);
    expect(mails.map((mail) => entryOf(mail).method)).toEqual(['CANCEL']);
    expect(mails[0]!.parsed.subject).toMatch(/^Visit cancelled/);
    expect((await etiba.as(patient).get('/api/notifications/')).body.count).toBe(2);
  });
});

describe('times', () => {
  // The Sunday and the Monday around each change of the clocks: the wall time stays, the instant moves.
  it.each([
    ['Europe/London', '2027-03-26T10:00:00+00:00', '10:00 (GMT)'],
    ['Europe/London', '2027-03-29T10:00:00+01:00', '10:00 (BST)'],
    ['Europe/London', '2027-10-29T10:00:00+01:00', '10:00 (BST)'],
    ['Europe/London', '2027-11-01T10:00:00+00:00', '10:00 (GMT)'],
    ['America/New_York', '2027-03-12T10:00:00-05:00', '10:00 (GMT-5)'],
    ['America/New_York', '2027-03-15T10:00:00-04:00', '10:00 (GMT-4)'],
    ['America/New_York', '2027-11-05T10:00:00-04:00', '10:00 (GMT-4)'],
    ['America/New_York', '2027-11-08T10:00:00-05:00', '10:00 (GMT-5)'],
    ['Africa/Nairobi', '2027-03-29T10:00:00+03:00', '10:00 (GMT+3)'],
  ])('are the clinic’s: %s, %s', async (time_zone, start, local) => {
    await setClinic({ time_zone });
    await standAt('2026-11-25T05:00:00Z', patient);
    if (Date.parse(start) > Date.parse('2027-11-25')) throw new Error('further than a year');
    await booked(patient, doctor, start);
    const [mail] = await mailsTo(patient);
    expect(mail!.parsed.subject).toContain(local);
    expect(entryOf(mail!).starts_at).toBe(new Date(start).toISOString());
    const [{ due_at }] = (await etiba.deps.db
      .selectFrom('reminders as r')
      .innerJoin('appointments as a', 'a.id', 'r.appointment_id')
      .select('due_at')
      .where('a.patient_id', '=', patient.id)
      .where('minutes_before', '=', 120)
      .execute()) as [{ due_at: string }];
    expect(Date.parse(start) - Date.parse(due_at)).toBe(120 * 60_000);
  });
});

describe('the mail of a reminder', () => {
  it('can be refused for good with one click', async () => {
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.runJobs();
    etiba.clock.set('2026-12-02T07:00:30Z');
    await sendDueReminders.run(etiba.deps, {});
    const isReminder = ({ parsed }: ReceivedMail) => parsed.subject?.startsWith('Reminder');
    const [mail] = (await mailsTo(patient)).filter(isReminder);
    const url = /^List-Unsubscribe: *<([^>]+)>\r\n/im.exec(mail!.raw.replaceAll(/\r\n[ \t]/g, ' '))![1]!;
    expect(mail!.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(mail!.parsed.text).toContain(`No more mails like this: ${url}`);
    expect(mail!.parsed.attachments).toEqual([]);
    const { pathname } = new URL(url.trim());
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = 'List-Unsubscribe=One-Click';
    expect(await etiba.app.inject({ method: 'POST', url: pathname, headers, payload })).toMatchObject({
      statusCode: 200,
    });
    etiba.clock.set('2026-12-03T05:00:30Z');
    await sendDueReminders.run(etiba.deps, {});
    expect((await mailsTo(patient)).filter(isReminder)).toHaveLength(1);
  });
});
