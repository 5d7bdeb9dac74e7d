-- Importing patients: how a file is read, who in it looks like whom, and taking back what an import has made.

alter type patient_import_status add value 'undoing' before 'undone';

alter table patient_imports
  drop column with_duplicates,                    -- it is said of each row
  add column columns jsonb not null default '[]', -- [{header, field}]; no field: left aside
  add column date_format text not null default 'YYYY-MM-DD',
  add column calling_code text,                   -- of telephone numbers that begin with 0
  add column undone_at timestamptz,
  add constraint patient_imports_date_format check (date_format in ('YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY')),
  add constraint patient_imports_calling_code check (calling_code ~ '^\+[1-9][0-9]{0,3}$');

alter table patient_import_rows
  drop column name_and_birth,
  add column name text,                           -- last and first, folded; null as email and phone: not looked at yet
  add column date_of_birth date,
  add column is_wanted boolean not null default false, -- looks like somebody and is to be imported nevertheless
  add column imported_at timestamptz,
  add column kept_because text,                   -- why an undo has left the patient
  add constraint patient_import_rows_kept check (kept_because in ('visits', 'records', 'signed_in', 'changed', 'in_use'));
create index patient_import_rows_by_email on patient_import_rows (import_id, email) where email is not null;
create index patient_import_rows_by_phone on patient_import_rows (import_id, phone) where phone is not null;
create index patient_import_rows_by_birth on patient_import_rows (import_id, date_of_birth)
  where date_of_birth is not null;
create index patient_import_rows_by_name on patient_import_rows (import_id, name) where name is not null;

-- Names that are nearly the same: two spellings of one person.
create index patients_similar_names on patients using gin (sort_name gin_trgm_ops);

-- An account that nobody has any more: nothing of a person is left in it, only what refers to it needs it. To delete the
-- row, PostgreSQL would look for those through every visit and every record that there is.
alter table users
  add column erased_at timestamptz,
  add constraint users_erased_is_off check (erased_at is null or deactivated_at is not null);

create index treating_doctors_by_patient on treating_doctors (patient_id);

-- Takes back what an import has made, where nothing has happened to it since: deletes the patient, erases the account. The
-- application's role may not delete a patient; here it may delete those that an import's rows name, whose account nobody
-- has ever signed in to, and to whom nothing refers: a visit or a record does so by a foreign key, which refuses.
drop function take_back_imported_patients(uuid, integer, integer);
create function take_back_imported_patients(wanted uuid, lines integer[])
  returns table (line integer, patient_id uuid, kept_because text)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  made record;
  referring text;
begin
  for made in
    select r.line, r.patient_id, r.imported_at, p.user_id, p.updated_at as profile_at, u.updated_at as account_at,
      (u.password_hash is not null or u.email_verified_at is not null) as is_used
    from patient_import_rows r
    join patients p on p.id = r.patient_id
    join users u on u.id = p.user_id and u.role = 'PATIENT'
    where r.import_id = wanted and r.line = any (lines) and r.state = 'imported' and r.imported_at is not null
    order by u.id
    for update of u, p
  loop
    line := made.line;
    patient_id := made.patient_id;
    kept_because := null;
    if made.is_used then
      kept_because := 'signed_in';
    elsif made.profile_at > made.imported_at or made.account_at > made.imported_at then
      kept_because := 'changed';
    else
      begin
        delete from patients where id = made.patient_id;
        delete from account_tokens where user_id = made.user_id;
        delete from mails where user_id = made.user_id;
        update users set email = made.user_id || '@erased.invalid', first_name = '-', last_name = '-', phone = null,
          deactivated_at = now(), erased_at = now()
        where id = made.user_id;
      exception when foreign_key_violation then
        get stacked diagnostics referring = table_name;
        kept_because := case referring
          when 'appointments' then 'visits' when 'medical_records' then 'records' else 'in_use' end;
      end;
    end if;
    return next;
  end loop;
end $$;
revoke all on function take_back_imported_patients(uuid, integer[]) from public;
grant execute on function take_back_imported_patients(uuid, integer[]) to {{app_role}};
