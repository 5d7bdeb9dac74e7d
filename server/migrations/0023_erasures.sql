-- Erasing a patient on request (GDPR article 17; Kenya Data Protection Act 2019, section 40): whatever says who it was
-- goes; the clinical record, which the law makes the clinic keep (article 17 (3) (c)), stays, restricted, under a
-- pseudonym. docs/decisions/0015-erasure.md.

-- Whom, when, by whom and why: what the clinic shows an authority, and does again after restoring an older backup.
create table patient_erasures (
  patient_id uuid primary key references patients (id),
  reason text not null,
  erased_by uuid not null references users (id),
  erased_at timestamptz not null,
  constraint patient_erasures_reason check (length(reason) between 1 and 500)
);
create trigger patient_erasures_append_only before update or delete on patient_erasures
  for each row execute function refuse_change();
create trigger patient_erasures_no_truncate before truncate on patient_erasures
  for each statement execute function refuse_change();
grant select, insert on patient_erasures to {{app_role}};

-- Erasing cannot be undone: nothing is written into what it has left.
create function keep_erased() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % that were erased stay so', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger users_stay_erased before update on users
  for each row when (old.erased_at is not null) execute function keep_erased();

-- Nor are the records changed again that the erasing restricts (0009).
create trigger medical_records_stay_restricted before update on medical_records
  for each row when (old.restricted_at is not null) execute function keep_erased();

-- Whether this person has broken the glass of this patient, for whoever reads profiles, which happens without a
-- transaction that says who asks: it says so itself, as record_ids_of_visit does.
create function has_emergency_access(of_patient uuid, of_user uuid, at timestamptz) returns boolean
  language plpgsql volatile as $$
begin
  perform set_config('etiba.user_id', of_user::text, true);
  return exists (
    select from emergency_accesses e
    where e.patient_id = of_patient and e.user_id = of_user and e.expires_at > at);
end $$;

-- Erases one patient, in the caller's transaction and under its locks. A function of the owner's, because the
-- application's role may delete neither mails nor notifications nor words. Not staff: their names stand under records.
create function erase_patient(wanted uuid, at timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  person users;
  names text;
  concerned text[];
begin
  select u.* into strict person from users u join patients p on p.user_id = u.id
  where p.id = wanted and u.role = 'PATIENT' and u.erased_at is null
    and not exists (select from doctors d where d.user_id = u.id);
  select person.first_name || ' ' || person.last_name || ' ' || address into names from patients where id = wanted;

  perform set_config('etiba.system', 'erase-patient', true);
  update medical_records set restricted_at = at where patient_id = wanted;
  concerned := array(
    select id::text from appointments where patient_id = wanted
    union all select id::text from medical_records where patient_id = wanted
    union all select id::text from emergency_accesses where patient_id = wanted
    union all values (wanted::text), (person.id::text));
  perform set_config('etiba.system', '', true);

  -- Who they are.
  update patients set address = '', emergency_contact = '', insurance_provider = '', insurance_number = ''
  where id = wanted;
  update users set email = person.id || '@erased.invalid', first_name = 'Patient',
    last_name = upper(right(wanted::text, 8)), phone = null, password_hash = null, email_verified_at = null,
    locale = default, deactivated_at = coalesce(deactivated_at, at), erased_at = at
  where id = person.id;

  -- What they used Etiba with.
  delete from sessions where user_id = person.id;
  delete from account_tokens where user_id = person.id;
  delete from calendar_feeds where user_id = person.id;
  delete from notification_preferences where user_id = person.id;
  delete from reminder_preferences where user_id = person.id;
  delete from idempotency_keys where scope = person.id::text;

  -- What they were told, and what others were told of them, with their name in it.
  delete from mails where user_id = person.id;
  delete from notifications where recipient = person.id or actor ->> 'id' = any (concerned)
    or target ->> 'id' = any (concerned) or action_object ->> 'id' = any (concerned);

  -- The same person in files that were to be imported.
  delete from patient_import_rows
  where state = 'duplicate' and (email = person.email
    or duplicates @> jsonb_build_array(jsonb_build_object('by', 'email', 'patient_id', wanted))
    or duplicates @> jsonb_build_array(jsonb_build_object('by', 'name_and_birth', 'patient_id', wanted)));

  -- Words that only they brought: a rare name names its bearer.
  delete from search_words w
  where w.word in (select regexp_split_to_table(search_fold(names), '[^[:alnum:]]+'))
    and not exists (select from users u where u.search_text like '%' || w.word || '%')
    and not exists (select from patients p where p.search_text like '%' || w.word || '%')
    and not exists (select from doctors d where search_fold(d.office_address || ' ' || d.bio) like '%' || w.word || '%')
    and not exists (select from specializations s where search_fold(s.name) like '%' || w.word || '%');
end $$;
revoke all on function erase_patient(uuid, timestamptz) from public;
grant execute on function erase_patient(uuid, timestamptz) to {{app_role}};
