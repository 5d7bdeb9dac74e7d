-- What each person wants to be told, and where. No row: what the kind offers by itself.
create table notification_preferences (
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  in_app boolean not null,
  mail boolean not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (user_id, kind)
);
create trigger notification_preferences_touch before update on notification_preferences
  for each row execute function touch_updated_at();
grant select, insert, update, delete on notification_preferences to {{app_role}};

alter table mails
  add column dedupe_key text,             -- message, event and recipient: told once; null: a mail about an account
  add column first_attempt_at timestamptz, -- when it was first and last handed to the mail server
  add column last_attempt_at timestamptz,
  add constraint mails_once unique (dedupe_key);
create index mails_by_address on mails (to_address, last_attempt_at);
