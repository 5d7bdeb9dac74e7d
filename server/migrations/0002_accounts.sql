-- Accounts, sessions, one-time tokens, outgoing mail.

create type user_role as enum ('ADMIN', 'DOCTOR', 'PATIENT');
create type user_locale as enum ('en', 'sw', 'fr');

create table users (
  id uuid primary key,
  email text not null,
  password_hash text,                    -- PHC string (argon2id); null until an invitation is accepted
  first_name text not null,
  last_name text not null,
  phone text,                            -- E.164
  role user_role not null,
  locale user_locale not null default 'en',
  email_verified_at timestamptz,
  deactivated_at timestamptz,
  -- Three states: unverified (no email_verified_at), active, deactivated.
  is_active boolean not null generated always as (email_verified_at is not null and deactivated_at is null) stored,
  is_staff boolean not null generated always as (role = 'ADMIN') stored,
  search_text text not null generated always as (
    search_fold(first_name || ' ' || last_name || ' ' || email || ' ' || coalesce(phone, ''))) stored,
  sort_name text not null generated always as (search_fold(last_name || ' ' || first_name)) stored,
  registered_by uuid references users (id), -- null: by the person themself
  date_joined timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint users_email_unique unique (email),
  -- One account per address however it is written: only the folded form can be stored.
  constraint users_email_folded check (email = lower(normalize(email, nfkc)) and length(email) <= 254),
  constraint users_names check (length(first_name) between 1 and 100 and length(last_name) between 1 and 100),
  constraint users_phone_e164 check (phone ~ '^\+[1-9][0-9]{5,14}$')
);
create index users_by_role on users (role) where role = 'ADMIN';
create trigger users_touch before update on users for each row execute function touch_updated_at();
grant select, insert, update on users to {{app_role}};

-- A session is a family of refresh tokens. The tokens themselves are never stored: generation n of a session is an
-- HMAC over (id, nonce, n) with the server's secret, so a copy of this table opens nothing.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id),
  nonce bytea not null,
  generation integer not null default 0,
  rotated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  address text,
  user_agent text,
  constraint sessions_end_reason check ((ended_at is null) = (end_reason is null))
);
create index sessions_live_by_user on sessions (user_id) where ended_at is null;
grant select, insert, update, delete on sessions to {{app_role}};

create type account_token_purpose as enum ('verify_email', 'reset_password', 'invitation');

-- Newest only: one row per user and purpose, replaced when a new one is issued. Single use: the row is deleted by the
-- statement that accepts it. Bound to the address it was sent to.
create table account_tokens (
  user_id uuid not null references users (id) on delete cascade,
  purpose account_token_purpose not null,
  id uuid not null,
  token_hash bytea not null,
  email text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (user_id, purpose)
);
grant select, insert, update, delete on account_tokens to {{app_role}};

create type mail_status as enum ('queued', 'sent', 'kept', 'failed', 'dropped');

-- The outbox. A mail is kind + ids; its text is made from the truth at the moment of sending, so no body with a link
-- or a name lies here or in a job. "kept": there is no SMTP server, administrators read it in the application.
create table mails (
  id uuid primary key,
  kind text not null,
  user_id uuid not null references users (id),
  to_address text not null,
  params jsonb not null,
  message_id text not null,
  status mail_status not null default 'queued',
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint mails_message_id unique (message_id)
);
create index mails_newest on mails (created_at desc, id);
create index mails_by_user on mails (user_id, kind, created_at);
grant select, insert, update on mails to {{app_role}};
