-- The front desk: who has arrived, and patients from another system's file.

-- Arriving is no status: the published graph stays as it is, and whoever does not know of it misses nothing.
alter table appointments add column arrived_at timestamptz;

create table appointment_arrivals (
  id uuid primary key,
  sequence bigint generated always as identity,
  appointment_id uuid not null references appointments (id),
  arrived_at timestamptz,                         -- null: taken back
  changed_by uuid not null references users (id),
  changed_at timestamptz not null
);
create index appointment_arrivals_by_appointment on appointment_arrivals (appointment_id, sequence);
create trigger appointment_arrivals_append_only before update or delete on appointment_arrivals
  for each row execute function refuse_change();
grant select, insert on appointment_arrivals to {{app_role}};

create type patient_import_status as enum ('checking', 'checked', 'importing', 'imported', 'undone');
create type patient_import_row_state as enum ('waiting', 'ready', 'invalid', 'duplicate', 'imported', 'undone');

-- One file. What is to be done goes on from wherever the rows stand, so a killed worker's job is simply run again.
create table patient_imports (
  id uuid primary key,
  file_name text not null,
  status patient_import_status not null default 'checking',
  with_duplicates boolean not null default false, -- those that only look like somebody are imported too
  with_invitations boolean not null default false,
  created_by uuid not null references users (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz
);
create index patient_imports_newest on patient_imports (created_at desc, id);
create trigger patient_imports_touch before update on patient_imports
  for each row execute function touch_updated_at();

create table patient_import_rows (
  import_id uuid not null references patient_imports (id) on delete cascade,
  line integer not null,                          -- of the file; the first after the names of the columns is 2
  data jsonb not null,                            -- column → text as it stands there; emptied once it is a patient
  state patient_import_row_state not null default 'waiting',
  email text,                                     -- these three: folded, to find who is there twice
  phone text,
  name_and_birth text,
  errors jsonb not null default '[]',             -- [{column, rule, message}]
  duplicates jsonb not null default '[]',         -- [{by, line}] or [{by, patient_id}]
  patient_id uuid references patients (id) on delete set null,
  primary key (import_id, line)
);
create index patient_import_rows_by_state on patient_import_rows (import_id, state, line);
create index patient_import_rows_by_patient on patient_import_rows (patient_id) where patient_id is not null;
grant select, insert, update, delete on patient_imports, patient_import_rows to {{app_role}};

-- What an import looks for.
create index users_by_phone on users (phone) where phone is not null;

-- Nobody may delete a patient; an import may take back the profiles that it has made itself, as long as nothing refers
-- to them: a visit or a record does so by a foreign key, which refuses.
create function take_back_imported_patients(wanted uuid, first_line integer, last_line integer) returns setof uuid
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from patients p using patient_import_rows r
    where r.import_id = wanted and r.line between first_line and last_line and r.state = 'imported'
      and p.id = r.patient_id
    returning p.user_id;
  end;
revoke all on function take_back_imported_patients(uuid, integer, integer) from public;
grant execute on function take_back_imported_patients(uuid, integer, integer) to {{app_role}};
