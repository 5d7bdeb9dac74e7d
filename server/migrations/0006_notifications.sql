create table notifications (
  id uuid primary key,
  recipient uuid not null references users (id),
  actor jsonb,                   -- {type, id, label} or null, as is target and action_object
  verb text not null,
  target jsonb,
  action_object jsonb,
  description text not null,
  read boolean not null default false,
  timestamp timestamptz not null default clock_timestamp(),
  dedupe_key text not null,      -- event and recipient: a job that runs twice writes once
  constraint notifications_once unique (dedupe_key)
);
create index notifications_by_recipient on notifications (recipient, timestamp desc, id desc);
create index notifications_unread on notifications (recipient) where not read;
grant select, insert, update on notifications to {{app_role}};
