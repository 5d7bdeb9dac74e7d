-- How long before a visit a person wants to be reminded, in minutes; an empty list: never. No row: a day and two hours.
create table reminder_preferences (
  user_id uuid primary key references users (id) on delete cascade,
  minutes_before integer[] not null,
  updated_at timestamptz not null default clock_timestamp(),
  constraint reminder_preferences_few check (cardinality(minutes_before) <= 5)
);
create trigger reminder_preferences_touch before update on reminder_preferences
  for each row execute function touch_updated_at();
grant select, insert, update, delete on reminder_preferences to {{app_role}};

-- One row per reminder of a visit to come, written, moved and removed in the transaction that books, moves or cancels
-- it. A plain table and not a delayed job, so that it is counted and changed with the visit in one statement.
create table reminders (
  appointment_id uuid not null references appointments (id),
  minutes_before integer not null,
  due_at timestamptz not null,
  sent_at timestamptz,              -- handed to the delivery of messages; kept, so that it is not planned again
  primary key (appointment_id, minutes_before),
  constraint reminders_before check (minutes_before > 0)
);
create index reminders_due on reminders (due_at) where sent_at is null;
grant select, insert, update, delete on reminders to {{app_role}};
