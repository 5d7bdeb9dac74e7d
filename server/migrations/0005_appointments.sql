create type appointment_status as enum
  ('scheduled', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show', 'rescheduled');
create type appointment_type as enum
  ('consultation', 'follow_up', 'emergency', 'routine_checkup', 'procedure', 'test_results');

create table appointments (
  id uuid primary key,
  patient_id uuid not null references patients (id),
  doctor_id uuid not null references doctors (id),
  appointment_datetime timestamptz not null,
  duration integer not null,                       -- minutes
  appointment_end_time timestamptz not null,
  status appointment_status not null default 'scheduled',
  appointment_type appointment_type not null default 'consultation',
  reason text not null,
  notes text not null default '',
  symptoms text not null default '',
  doctor_notes text not null default '',           -- never shown to patients
  is_urgent boolean not null default false,
  needs_reschedule boolean not null default false, -- an absence or new hours no longer cover this visit
  is_override boolean not null default false,      -- takes place against hours or absences: so booked, or so kept
  arranged_at timestamptz not null default clock_timestamp(), -- since when so: an absence added later counts again
  created_by uuid not null references users (id),
  scheduled_by uuid not null references users (id), -- who set the present time: somebody else's choice may be confirmed
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  search_text text not null generated always as (search_fold(reason)) stored,

  -- The promise of the product. Code only explains these; no path can pass by them.
  constraint appointments_doctor_free exclude using gist
    (doctor_id with =, tstzrange(appointment_datetime, appointment_end_time) with &&)
    where (status in ('scheduled', 'confirmed', 'rescheduled', 'in_progress')),
  constraint appointments_patient_free exclude using gist
    (patient_id with =, tstzrange(appointment_datetime, appointment_end_time) with &&)
    where (status in ('scheduled', 'confirmed', 'rescheduled', 'in_progress')),
  -- An empty or infinite range would defeat the exclusion.
  constraint appointments_has_length check (
    isfinite(appointment_datetime) and duration between 15 and 240
    and appointment_end_time = appointment_datetime + duration * interval '1 minute')
);
create index appointments_by_doctor on appointments (doctor_id, appointment_datetime);
create index appointments_by_patient on appointments (patient_id, appointment_datetime);
create index appointments_by_time on appointments (appointment_datetime, id);
create index appointments_search on appointments using gin (search_text gin_trgm_ops);
create index appointments_stranded on appointments (doctor_id) where needs_reschedule;
create trigger appointments_touch before update on appointments for each row execute function touch_updated_at();
grant select, insert, update on appointments to {{app_role}};

create table appointment_status_history (
  id uuid primary key,
  sequence bigint generated always as identity,
  appointment_id uuid not null references appointments (id),
  previous_status appointment_status,               -- null: booked
  new_status appointment_status not null,
  previous_datetime timestamptz,                    -- these four: a move
  new_datetime timestamptz,
  previous_duration integer,
  new_duration integer,
  previous_doctor_id uuid references doctors (id),
  new_doctor_id uuid references doctors (id),
  is_override boolean not null default false,
  changed_by uuid references users (id),            -- null: the system
  reason text not null default '',
  changed_at timestamptz not null default clock_timestamp()
);
create index appointment_status_history_by_appointment on appointment_status_history (appointment_id, sequence);
create trigger appointment_status_history_append_only before update or delete on appointment_status_history
  for each row execute function refuse_change();
grant select, insert on appointment_status_history to {{app_role}};
