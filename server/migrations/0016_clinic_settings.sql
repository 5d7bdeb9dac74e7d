-- What administrators decide about the clinic; one row, read together with whatever it decides on, so that a change
-- holds on every process from its commit on. The first start fills it from the configuration and never again.
create table clinic_settings (
  is_only boolean primary key default true,
  name text not null,
  time_zone text not null,                        -- IANA
  locale user_locale not null default 'en',       -- of people who have not chosen one
  address text not null default '',
  phone text,                                     -- as people shall read it
  email text,
  min_notice_minutes integer not null default 0,
  max_days_ahead integer not null default 365,    -- days of 24 hours
  open_bookings_per_patient integer not null default 5,
  updated_at timestamptz not null default clock_timestamp(),
  constraint clinic_settings_one_row check (is_only),
  constraint clinic_settings_name check (length(name) between 1 and 200),
  constraint clinic_settings_notice check (min_notice_minutes between 0 and 525600),
  constraint clinic_settings_ahead check (max_days_ahead between 1 and 365),
  constraint clinic_settings_open_bookings check (open_bookings_per_patient between 1 and 100)
);
create trigger clinic_settings_touch before update on clinic_settings
  for each row execute function touch_updated_at();
grant select, insert, update on clinic_settings to {{app_role}};
