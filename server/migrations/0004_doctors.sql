create table specializations (
  id uuid primary key,
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint specializations_name_length check (length(name) between 1 and 100)
);
create unique index specializations_name_unique on specializations (lower(name));
create trigger specializations_touch before update on specializations
  for each row execute function touch_updated_at();
create trigger specializations_search_words after insert or update of name on specializations
  for each row execute function keep_search_words('name');

create table doctors (
  id uuid primary key,
  user_id uuid not null references users (id),
  license_number text not null,
  years_of_experience integer not null default 0,
  consultation_fee numeric(10, 2) not null default 0,
  bio text not null default '',
  office_address text not null default '',
  is_available boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint doctors_user_unique unique (user_id),
  constraint doctors_experience check (years_of_experience between 0 and 80),
  constraint doctors_fee check (consultation_fee >= 0)
);
create unique index doctors_license_unique on doctors (lower(license_number));
create trigger doctors_touch before update on doctors for each row execute function touch_updated_at();
create trigger doctors_search_words after insert or update of office_address, bio on doctors
  for each row execute function keep_search_words('office_address', 'bio');

create table doctor_specializations (
  doctor_id uuid not null references doctors (id) on delete cascade,
  specialization_id uuid not null,
  board_certified boolean not null default false,
  certification_date date,
  primary key (doctor_id, specialization_id),
  constraint doctor_specializations_specialization foreign key (specialization_id) references specializations (id)
);
create index doctor_specializations_by_specialization on doctor_specializations (specialization_id);

-- The lock of a doctor's calendar. Booking takes it FOR SHARE; changing hours or absences, moving a visit and
-- deactivating the doctor take it FOR UPDATE, so a booking never slips in beside a change that it has not seen.
create table doctor_schedules (
  doctor_id uuid primary key references doctors (id)
);

-- Weekly hours in the clinic's wall time. end_time <= start_time: the window passes midnight.
create table doctor_availability (
  id uuid primary key,
  doctor_id uuid not null references doctors (id) on delete cascade,
  day_of_week smallint not null,           -- 0 = Monday
  start_time time not null,
  end_time time not null,
  break_start time,
  break_end time,
  is_active boolean not null default true,
  valid_from date,
  valid_to date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint doctor_availability_day check (day_of_week between 0 and 6),
  constraint doctor_availability_has_length check (start_time <> end_time),
  constraint doctor_availability_break check ((break_start is null) = (break_end is null)),
  constraint doctor_availability_validity check (valid_from <= valid_to)
);
create index doctor_availability_by_doctor on doctor_availability (doctor_id, day_of_week, start_time);
create trigger doctor_availability_touch before update on doctor_availability
  for each row execute function touch_updated_at();

create table doctor_unavailability (
  id uuid primary key,
  doctor_id uuid not null references doctors (id) on delete cascade,
  start_date date not null,
  end_date date not null,
  start_time time,
  end_time time,
  reason text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint doctor_unavailability_dates check (start_date <= end_date)
);
create index doctor_unavailability_by_doctor on doctor_unavailability (doctor_id, end_date, start_date);
create trigger doctor_unavailability_touch before update on doctor_unavailability
  for each row execute function touch_updated_at();

grant select, insert, update, delete on
  specializations, doctors, doctor_specializations, doctor_schedules, doctor_availability, doctor_unavailability
  to {{app_role}};
