-- The second wall as in 0009 and 0011, for less: no row sees more or less for it. docs/decisions/0016-care-is-counted.md.

-- Who still counts in the old way waits, or has ended.
lock table treating_doctors in access exclusive mode;

-- A row of `treating_doctors` now is there as long as care is, so to ask for care is to look whether there is one, which
-- the primary key alone tells. Whoever takes the last reason away locks the row first: of two who do so at the same
-- moment, the second one must see what the first has left.
create or replace function count_visits() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.doctor_id, old.patient_id, counts_as_care(old))
    is not distinct from (new.doctor_id, new.patient_id, counts_as_care(new)) then return null; end if;
  if tg_op = 'UPDATE' and counts_as_care(old) = 1 then
    perform from treating_doctors where doctor_id = old.doctor_id and patient_id = old.patient_id for update;
    delete from treating_doctors
    where doctor_id = old.doctor_id and patient_id = old.patient_id and visits = 1 and records = 0;
    if not found then
      update treating_doctors set visits = visits - 1 where doctor_id = old.doctor_id and patient_id = old.patient_id;
    end if;
  end if;
  if counts_as_care(new) = 1 then
    insert into treating_doctors as own (doctor_id, patient_id, visits) values (new.doctor_id, new.patient_id, 1)
    on conflict (doctor_id, patient_id) do update set visits = own.visits + 1;
  end if;
  return null;
end $$;
create or replace function count_own_records() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  was_there boolean := tg_op = 'UPDATE' and old.deleted_at is null;
  is_there boolean := new.deleted_at is null;
begin
  if was_there and not is_there then
    perform from treating_doctors where doctor_id = new.doctor_id and patient_id = new.patient_id for update;
    delete from treating_doctors
    where doctor_id = new.doctor_id and patient_id = new.patient_id and visits = 0 and records = 1;
    if not found then
      update treating_doctors set records = records - 1 where doctor_id = new.doctor_id and patient_id = new.patient_id;
    end if;
  elsif is_there and not was_there then
    insert into treating_doctors as own (doctor_id, patient_id, records) values (new.doctor_id, new.patient_id, 1)
    on conflict (doctor_id, patient_id) do update set records = own.records + 1;
  end if;
  return null;
end $$;
delete from treating_doctors;
select set_config('etiba.system', 'migrate', true);
insert into treating_doctors (doctor_id, patient_id, visits, records)
  select doctor_id, patient_id, sum(visits), sum(records)
  from (
    select a.doctor_id, a.patient_id, counts_as_care(a) as visits, 0 as records from appointments a
    union all
    select doctor_id, patient_id, 0, 1 from medical_records where deleted_at is null) counted
  group by doctor_id, patient_id
  having sum(visits) + sum(records) > 0;
select set_config('etiba.system', '', true);
alter table treating_doctors
  add constraint treating_doctors_while_there_is_care check (visits >= 0 and records >= 0 and visits + records > 0);
-- Small, and asked for by everybody: kept in the shape in which the primary key answers alone (no dead rows, a visibility map).
alter table treating_doctors set (autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_threshold = 100, autovacuum_vacuum_insert_scale_factor = 0.02);

-- To set up the plan of a get took longer than the get: each subselect is a plan of its own, each table to open, each time
-- that a policy stands in a statement. So a fact stands in a subselect (taken once per statement) where a policy asks it
-- of every row of a table; where it asks of the few rows that are left, it is asked for then. And the system is one more
-- reader in the one policy for reading, last where people are many.
drop policy system_acts on medical_records;
drop policy cover_is_seen on medical_records;
drop policy doctors_and_administrators_write on medical_records;
create policy cover_is_seen on medical_records for select using (
  (deleted_at is null or row_context('deleted') = 'shown' or row_context('system') is not null)
  and (
    doctor_id = (select row_context('doctor_id')::uuid)
    or exists (
      select 1 from treating_doctors t
      where t.patient_id = medical_records.patient_id and t.doctor_id = row_context('doctor_id')::uuid)
    or (select row_context('role') = 'ADMIN' or row_context('system') is not null)
    or (patient_id = (select row_context('patient_id')::uuid) and status <> 'draft')));
create policy doctors_and_administrators_write on medical_records for insert with check (
  row_context('role') = 'ADMIN'
  or row_context('system') is not null
  or (doctor_id = row_context('doctor_id')::uuid and exists (
    select 1 from treating_doctors t
    where t.patient_id = medical_records.patient_id and t.doctor_id = row_context('doctor_id')::uuid)));
create policy system_changes on medical_records for update using (row_context('system') is not null);

drop policy system_acts on medical_record_versions;
drop policy content_is_read on medical_record_versions;
create policy content_is_read on medical_record_versions for select using (
  exists (
    select 1 from medical_records r
    where r.id = record_id and (
      (r.restricted_at is null and (
        not r.is_confidential
        or r.doctor_id = row_context('doctor_id')::uuid
        or r.patient_id = row_context('patient_id')::uuid))
      or row_context('system') is not null
      or is_opened_in_emergency(r.patient_id))));
create policy system_writes on medical_record_versions for insert with check (row_context('system') is not null);
create policy system_changes on medical_record_versions for update using (row_context('system') is not null);

drop policy system_acts on medical_record_attachments;
drop policy content_is_read on medical_record_attachments;
create policy content_is_read on medical_record_attachments for select using (
  (removed_at is null or row_context('deleted') = 'shown' or row_context('system') is not null)
  and exists (
    select 1 from medical_records r
    where r.id = record_id and (
      (r.restricted_at is null and (
        not r.is_confidential
        or r.doctor_id = row_context('doctor_id')::uuid
        or r.patient_id = row_context('patient_id')::uuid))
      or row_context('system') is not null
      or is_opened_in_emergency(r.patient_id))));
create policy system_writes on medical_record_attachments for insert with check (row_context('system') is not null);
create policy system_changes on medical_record_attachments for update using (row_context('system') is not null);

drop policy system_acts on emergency_accesses;
drop policy concerned_see on emergency_accesses;
drop policy own_emergency on emergency_accesses;
create policy concerned_see on emergency_accesses for select using (
  user_id = row_context('user_id')::uuid
  or patient_id = row_context('patient_id')::uuid
  or row_context('role') = 'ADMIN'
  or row_context('system') is not null);
create policy own_emergency on emergency_accesses for insert with check (
  row_context('system') is not null
  or (user_id = row_context('user_id')::uuid
    and (row_context('role') = 'ADMIN' or exists (
      select 1 from treating_doctors t
      where t.patient_id = emergency_accesses.patient_id and t.doctor_id = row_context('doctor_id')::uuid))));

drop view care_relations;
