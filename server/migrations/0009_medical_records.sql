-- The clinical record. `medical_records` is the cover of the folder: whose it is, who wrote it, what kind it is.
-- `medical_record_versions` is what is in it. Whoever may only know that a confidential record exists sees the cover.

-- Who asks, for row-level security: facts of the actor that a transaction has set with set_config(…, true). Null where
-- it has not, also on a connection where an earlier transaction had (the setting is then '').
create function row_context(fact text) returns text
  language sql stable parallel safe
  return nullif(current_setting('etiba.' || fact, true), '');

create type record_type as enum
  ('consultation', 'diagnosis', 'prescription', 'lab_result', 'imaging', 'procedure', 'discharge', 'referral');
create type record_status as enum ('draft', 'signed', 'amended', 'entered_in_error');

create table medical_records (
  id uuid primary key,
  patient_id uuid not null references patients (id),
  doctor_id uuid not null references doctors (id),  -- the author
  appointment_id uuid references appointments (id),
  -- These four are those of the present version, see medical_records_has_version.
  version integer not null default 1,
  status record_status not null,
  record_type record_type not null,
  is_confidential boolean not null,
  created_by uuid not null references users (id),
  updated_by uuid not null references users (id),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  deleted_by uuid references users (id),
  restore_reason text not null default '',          -- the last time it was
  -- Since when it is of an erased patient: closed to everybody, its author too, but in an emergency access; and never
  -- changed again. On the cover, so that the policies need not look for the account.
  restricted_at timestamptz
);
create index medical_records_by_patient on medical_records (patient_id, created_at);
create index medical_records_by_doctor on medical_records (doctor_id, created_at);
create index medical_records_by_appointment on medical_records (appointment_id) where appointment_id is not null;
create index medical_records_by_time on medical_records (created_at, id);

-- Values of a jsonb list of objects as text; their keys are not words of the record.
create function clinical_words(list jsonb) returns text
  language sql immutable strict parallel safe
  return search_fold(jsonb_path_query_array(list, '$[*].*')::text);

-- A search as people type it: every word of it, or one that begins so. Null where it has no word.
create function words_query(search text) returns tsquery
  language sql immutable strict parallel safe
  return (
    select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('simple', search_fold(search)))) lexeme);

create table medical_record_versions (
  record_id uuid not null references medical_records (id),
  version integer not null,
  status record_status not null,
  record_type record_type not null,
  is_confidential boolean not null,
  title text not null,
  summary text not null,
  diagnosis text not null,
  treatment_plan text not null,
  medications jsonb not null,    -- the shapes of these four: medical-records.schemas.ts
  allergies jsonb not null,
  lab_results jsonb not null,
  vital_signs jsonb not null,
  amendment_reason text not null default '',
  created_by uuid not null references users (id),
  created_at timestamptz not null,
  signed_by uuid references users (id),
  signed_at timestamptz,         -- null: a draft
  search tsvector not null generated always as (
    setweight(to_tsvector('simple', search_fold(title)), 'A')
    || setweight(to_tsvector('simple', search_fold(diagnosis)), 'B')
    || to_tsvector('simple', search_fold(summary) || ' ' || search_fold(treatment_plan) || ' '
      || clinical_words(medications) || ' ' || clinical_words(allergies) || ' ' || clinical_words(lab_results))
  ) stored,
  primary key (record_id, version),
  constraint medical_record_versions_count_from_one check (version >= 1),
  constraint medical_record_versions_signed check (
    (status = 'draft') = (signed_at is null) and (signed_at is null) = (signed_by is null)),
  constraint medical_record_versions_draft_is_first check (status <> 'draft' or version = 1),
  constraint medical_record_versions_cover unique (record_id, version, status, record_type, is_confidential)
);
create index medical_record_versions_search on medical_record_versions using gin (search);

-- No record without its version, and the cover says what is inside.
alter table medical_records add constraint medical_records_has_version
  foreign key (id, version, status, record_type, is_confidential)
  references medical_record_versions (record_id, version, status, record_type, is_confidential)
  deferrable initially deferred;

-- What is signed stays as it was signed, whoever asks.
create function keep_signed_versions() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null or tg_op = 'DELETE' then
    raise exception 'versions of a record are not changed once signed, and never erased'
      using errcode = 'restrict_violation';
  end if;
  if (new.record_id, new.version, new.created_by, new.created_at)
    is distinct from (old.record_id, old.version, old.created_by, old.created_at) then
    raise exception 'a draft keeps its place' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger medical_record_versions_stay before update or delete on medical_record_versions
  for each row execute function keep_signed_versions();
create trigger medical_record_versions_no_truncate before truncate on medical_record_versions
  for each statement execute function refuse_change();

create function keep_record_identity() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'records are never erased' using errcode = 'restrict_violation';
  end if;
  if (new.id, new.patient_id, new.doctor_id, new.created_by, new.created_at)
    is distinct from (old.id, old.patient_id, old.doctor_id, old.created_by, old.created_at) then
    raise exception 'a record keeps its patient and its author' using errcode = 'restrict_violation';
  end if;
  if new.version not in (old.version, old.version + 1) then
    raise exception 'versions follow one another' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger medical_records_stay before update or delete on medical_records
  for each row execute function keep_record_identity();
create trigger medical_records_no_truncate before truncate on medical_records
  for each statement execute function refuse_change();

-- Which doctor has which patient in care (contract section 6), the one place that says it: by a visit that is not
-- cancelled or missed; where the doctor booked it for themself, once the patient or an administrator has confirmed it
-- or it has begun; or by an own record. Counted as it happens: every policy asks for it, twice for a row, and a policy
-- of medical_records cannot look into medical_records.
create table treating_doctors (
  doctor_id uuid not null references doctors (id),
  patient_id uuid not null references patients (id),
  visits integer not null default 0,
  records integer not null default 0,
  primary key (doctor_id, patient_id)
);
create view care_relations as
  select doctor_id, patient_id from treating_doctors where visits > 0 or records > 0;

-- Whether somebody else than the doctor wanted this visit: whoever booked it, or a patient or an administrator who
-- confirmed it. What somebody was when they confirmed is kept, for roles change.
alter table appointment_status_history add column is_agreement boolean not null default false;
create function judge_confirmation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  new.is_agreement := new.new_status = 'confirmed' and exists (
    select from users u where u.id = new.changed_by and u.role in ('PATIENT', 'ADMIN'));
  return new;
end $$;
create trigger appointment_status_history_judged before insert on appointment_status_history
  for each row execute function judge_confirmation();
alter table appointments add column is_agreed boolean not null default false;
create function note_agreement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  new.is_agreed := new.created_by <> (select user_id from doctors where id = new.doctor_id) or exists (
    select from appointment_status_history h where h.appointment_id = new.id and h.is_agreement);
  return new;
end $$;
create trigger appointments_agreed_on before insert or update of doctor_id, created_by, is_agreed on appointments
  for each row execute function note_agreement();
create function note_confirmation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  update appointments set is_agreed = true where id = new.appointment_id and not is_agreed;
  return null;
end $$;
create trigger appointment_status_history_confirms after insert on appointment_status_history
  for each row when (new.is_agreement) execute function note_confirmation();

create function counts_as_care(visit appointments) returns integer language sql immutable as $$
  select (visit.status not in ('cancelled', 'no_show')
    and (visit.is_agreed or visit.status in ('in_progress', 'completed')))::integer
$$;
create function count_visits() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.doctor_id, old.patient_id, counts_as_care(old))
    is not distinct from (new.doctor_id, new.patient_id, counts_as_care(new)) then return null; end if;
  if tg_op = 'UPDATE' and counts_as_care(old) = 1 then
    update treating_doctors set visits = visits - 1 where doctor_id = old.doctor_id and patient_id = old.patient_id;
  end if;
  if counts_as_care(new) = 1 then
    insert into treating_doctors as own (doctor_id, patient_id, visits) values (new.doctor_id, new.patient_id, 1)
    on conflict (doctor_id, patient_id) do update set visits = own.visits + 1;
  end if;
  return null;
end $$;
create trigger appointments_count_visits
  after insert or update of doctor_id, patient_id, created_by, status, is_agreed on appointments
  for each row execute function count_visits();

create function count_own_records() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  change integer := (new.deleted_at is null)::integer;
begin
  if tg_op = 'UPDATE' then change := change - (old.deleted_at is null)::integer; end if;
  if change <> 0 then
    insert into treating_doctors as own (doctor_id, patient_id, records) values (new.doctor_id, new.patient_id, change)
    on conflict (doctor_id, patient_id) do update set records = own.records + excluded.records;
  end if;
  return null;
end $$;
create trigger medical_records_count_own after insert or update of deleted_at on medical_records
  for each row execute function count_own_records();
-- They fire all the same; but nobody can hang them on a table of their own.
revoke execute on function
  judge_confirmation(), note_agreement(), note_confirmation(), count_visits(), count_own_records() from public;

-- The broken glass: for an hour this person reads the confidential records of this patient.
create table emergency_accesses (
  id uuid primary key,
  patient_id uuid not null references patients (id),
  user_id uuid not null references users (id),
  role user_role not null,
  reason text not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  constraint emergency_accesses_reason check (length(reason) >= 20),
  constraint emergency_accesses_one_hour check (expires_at = granted_at + interval '60 minutes')
);
create index emergency_accesses_live on emergency_accesses (user_id, patient_id, expires_at);
create index emergency_accesses_by_patient on emergency_accesses (patient_id, granted_at);
create index emergency_accesses_by_time on emergency_accesses (granted_at, id);
create trigger emergency_accesses_append_only before update or delete on emergency_accesses
  for each row execute function refuse_change();
create trigger emergency_accesses_no_truncate before truncate on emergency_accesses
  for each statement execute function refuse_change();

grant select, insert, update on medical_records, medical_record_versions to {{app_role}};
grant select, insert on emergency_accesses to {{app_role}};
grant select on treating_doctors, care_relations to {{app_role}};

-- The second wall. It says once more what medical-records.policy.ts says, for whatever statement forgot to ask there.
-- Each fact stands in a subselect: the planner takes it once per statement. `force`: also where the owner is the
-- application's role. A job or a command says `system` instead of a person (platform/row-security.ts).
alter table medical_records enable row level security;
alter table medical_records force row level security;
alter table medical_record_versions enable row level security;
alter table medical_record_versions force row level security;
alter table emergency_accesses enable row level security;
alter table emergency_accesses force row level security;

create policy system_acts on medical_records
  using ((select row_context('system')) is not null) with check ((select row_context('system')) is not null);
create policy system_acts on medical_record_versions
  using ((select row_context('system')) is not null) with check ((select row_context('system')) is not null);
create policy system_acts on emergency_accesses
  using ((select row_context('system')) is not null) with check ((select row_context('system')) is not null);

-- That a record exists: its patient (no drafts), its author, who has the patient in care, administrators. Deleted ones
-- nobody, but a transaction that deletes or restores: an updated row must be one that its writer may see.
create policy cover_is_seen on medical_records for select using (
  (deleted_at is null or (select row_context('deleted')) = 'shown')
  and (
    (select row_context('role')) = 'ADMIN'
    or doctor_id = (select row_context('doctor_id')::uuid)
    or (patient_id = (select row_context('patient_id')::uuid) and status <> 'draft')
    or exists (
      select 1 from care_relations c
      where c.patient_id = medical_records.patient_id and c.doctor_id = (select row_context('doctor_id')::uuid))));
create policy doctors_and_administrators_write on medical_records for insert with check (
  (select row_context('role')) = 'ADMIN'
  or (doctor_id = (select row_context('doctor_id')::uuid) and exists (
    select 1 from care_relations c
    where c.patient_id = medical_records.patient_id and c.doctor_id = (select row_context('doctor_id')::uuid))));
create policy author_and_administrators_change on medical_records for update using (
  (select row_context('role')) = 'ADMIN' or doctor_id = (select row_context('doctor_id')::uuid));

-- Whether the person who asks reads the closed records of this patient, for an hour. A function, because it is asked for
-- few records and would else stand in the plan of every statement, several times: to set that up took longer than a get.
-- Its names are looked up when it runs, so they say where.
create function is_opened_in_emergency(patient uuid) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (
    select from public.emergency_accesses e
    where e.patient_id = patient and e.user_id = public.row_context('user_id')::uuid
      and e.expires_at > public.row_context('now')::timestamptz);
end $$;

-- What is in it: for whoever may see the cover, unless it is confidential; then for patient and author. And for all of
-- them while an emergency access lasts, which alone opens a restricted record.
create policy content_is_read on medical_record_versions for select using (
  exists (
    select 1 from medical_records r
    where r.id = record_id and (
      (r.restricted_at is null and (
        not r.is_confidential
        or r.doctor_id = (select row_context('doctor_id')::uuid)
        or r.patient_id = (select row_context('patient_id')::uuid)))
      or is_opened_in_emergency(r.patient_id))));
create policy author_and_administrators_write on medical_record_versions for insert with check (
  exists (
    select 1 from medical_records r
    where r.id = record_id and r.restricted_at is null and (
      r.doctor_id = (select row_context('doctor_id')::uuid)
      or ((select row_context('role')) = 'ADMIN' and (not r.is_confidential or version = 1)))));
create policy author_and_administrators_change on medical_record_versions for update using (
  signed_at is null and exists (
    select 1 from medical_records r
    where r.id = record_id and r.restricted_at is null and (
      r.doctor_id = (select row_context('doctor_id')::uuid)
      or ((select row_context('role')) = 'ADMIN' and not r.is_confidential))))
  with check (
    exists (
      select 1 from medical_records r
      where r.id = record_id and (
        r.doctor_id = (select row_context('doctor_id')::uuid)
        or ((select row_context('role')) = 'ADMIN' and not r.is_confidential))));

create policy concerned_see on emergency_accesses for select using (
  (select row_context('role')) = 'ADMIN'
  or user_id = (select row_context('user_id')::uuid)
  or patient_id = (select row_context('patient_id')::uuid));
create policy own_emergency on emergency_accesses for insert with check (
  user_id = (select row_context('user_id')::uuid)
  and ((select row_context('role')) = 'ADMIN' or exists (
    select 1 from care_relations c
    where c.patient_id = emergency_accesses.patient_id and c.doctor_id = (select row_context('doctor_id')::uuid))));
