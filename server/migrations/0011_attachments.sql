-- Files of a record: results, pictures, letters. The row says what was put into the file store under which key; the file
-- is there before the row is, and neither is erased while the record is kept. A removed one is out of sight.

create table medical_record_attachments (
  id uuid primary key,
  record_id uuid not null references medical_records (id),
  position smallint not null,      -- the place it takes: there are twenty
  filename text not null,          -- as it is shown; cleaned (platform/files/names.ts)
  description text not null,
  content_type text not null,      -- by content, not by what the client said
  file_size integer not null,      -- bytes
  sha256 text not null,            -- of the file as it is stored; checked whenever it is read
  storage_key text not null,
  thumbnail bytea,                 -- JPEG; images only
  uploaded_by uuid not null references users (id),
  uploaded_at timestamptz not null,
  removed_by uuid references users (id),
  removed_at timestamptz,
  constraint medical_record_attachments_twenty check (position between 1 and 20),
  constraint medical_record_attachments_named check (length(filename) between 1 and 200),
  constraint medical_record_attachments_of_known_type check (content_type in (
    'application/pdf', 'image/jpeg', 'image/png', 'application/msword',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document')),
  constraint medical_record_attachments_not_empty check (file_size > 0),
  constraint medical_record_attachments_hashed check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint medical_record_attachments_key unique (storage_key),
  constraint medical_record_attachments_small_thumbnail check (octet_length(thumbnail) between 1 and 262144),
  constraint medical_record_attachments_removed check ((removed_at is null) = (removed_by is null))
);
create unique index medical_record_attachments_place on medical_record_attachments (record_id, position)
  where removed_at is null;
alter table medical_record_attachments alter column thumbnail set storage external; -- a JPEG does not shrink

-- What was attached stays what it was; it is taken out of sight and put back, no more.
create function keep_attachments() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'files of a record are never erased' using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - '{position,removed_by,removed_at}'::text[])
    is distinct from (to_jsonb(old) - '{position,removed_by,removed_at}'::text[]) then
    raise exception 'a file stays as it was attached' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger medical_record_attachments_stay before update or delete on medical_record_attachments
  for each row execute function keep_attachments();
create trigger medical_record_attachments_no_truncate before truncate on medical_record_attachments
  for each statement execute function refuse_change();

grant select, insert on medical_record_attachments to {{app_role}};
grant update (position, removed_by, removed_at) on medical_record_attachments to {{app_role}};

-- The second wall, as in 0009: a file is for whoever may read what is in the record.
alter table medical_record_attachments enable row level security;
alter table medical_record_attachments force row level security;

create policy system_acts on medical_record_attachments
  using ((select row_context('system')) is not null) with check ((select row_context('system')) is not null);
create policy content_is_read on medical_record_attachments for select using (
  (removed_at is null or (select row_context('deleted')) = 'shown')
  and exists (
    select 1 from medical_records r
    where r.id = record_id and (
      (r.restricted_at is null and (
        not r.is_confidential
        or r.doctor_id = (select row_context('doctor_id')::uuid)
        or r.patient_id = (select row_context('patient_id')::uuid)))
      or is_opened_in_emergency(r.patient_id))));
create policy author_and_administrators_write on medical_record_attachments for insert with check (
  uploaded_by = (select row_context('user_id')::uuid)
  and exists (
    select 1 from medical_records r
    where r.id = record_id and r.restricted_at is null and (
      r.doctor_id = (select row_context('doctor_id')::uuid)
      or ((select row_context('role')) = 'ADMIN' and not r.is_confidential))));
create policy author_and_administrators_change on medical_record_attachments for update using (
  exists (
    select 1 from medical_records r
    where r.id = record_id and r.restricted_at is null and (
      r.doctor_id = (select row_context('doctor_id')::uuid)
      or ((select row_context('role')) = 'ADMIN' and not r.is_confidential))));
