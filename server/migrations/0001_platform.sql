-- What every module stands on: extensions, wire formats, append-only rule, idempotency keys, throttles, audit.
-- {{app_role}} is the role that the API and the worker connect as; it owns nothing.

create extension if not exists btree_gist;    -- "same doctor" beside "overlapping time" in one exclusion constraint
create extension if not exists pg_trgm;       -- search that forgives typos
create extension if not exists unaccent;      -- search that forgives accents
create extension if not exists fuzzystrmatch; -- edit distance: decides what trigrams propose

grant usage on schema public to {{app_role}};

-- An instant inside JSON as it goes over the wire: RFC 3339 in UTC.
create function wire_instant(instant timestamptz) returns text
  language sql immutable strict parallel safe
  return (to_jsonb(instant at time zone 'UTC') #>> '{}') || 'Z';

-- Text as search compares it: compatibility-folded, without accents, lower case. unaccent() is only "stable"
-- because its dictionary could be replaced; naming the dictionary makes the promise that an index needs.
create function search_fold(value text) returns text
  language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, nfkc)));

create function touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

-- Rows of a history or of the audit are facts: they are added and never changed, whoever asks.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- One row per Idempotency-Key and caller. The row is inserted first in the transaction of the effect, so a second
-- request with the key waits for the first and then replays its answer. The answer is encrypted: it may hold tokens.
create table idempotency_keys (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  response bytea,
  created_at timestamptz not null default now(),
  primary key (scope, key),
  constraint idempotency_keys_key_length check (length(key) between 1 and 255)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);
grant select, insert, update, delete on idempotency_keys to {{app_role}};

-- Counters of rate-limiter-flexible, which fixes these names. Keys are hashes: no address or e-mail in clear.
-- Unlogged would be faster, but a limit must not open because the database crashed.
create table throttles (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index throttles_expire on throttles (expire);
grant select, insert, update, delete on throttles to {{app_role}};

create table audit_events (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default clock_timestamp(),
  actor_user_id uuid,          -- no foreign key: the audit outlives users
  actor_role text not null,
  session_id uuid,
  action text not null,        -- area.verb, e.g. appointment.book
  object_type text,
  object_id text,
  patient_id uuid,
  outcome text not null,
  address text,
  user_agent text,
  request_id text,
  detail jsonb not null default '{}'::jsonb, -- ids, codes and counts; never clinical text, contacts or secrets
  constraint audit_events_outcome check (outcome in ('success', 'denied', 'failure'))
);
create index audit_events_by_actor on audit_events (actor_user_id, id);
create index audit_events_by_patient on audit_events (patient_id, id) where patient_id is not null;
create index audit_events_by_object on audit_events (object_type, object_id, id);
create trigger audit_events_append_only before update or delete on audit_events
  for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function refuse_change();
grant select, insert on audit_events to {{app_role}};
