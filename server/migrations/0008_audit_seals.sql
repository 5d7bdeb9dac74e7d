-- The audit shows tampering, also by a superuser (docs/decisions/0007-an-audit-that-shows-tampering.md).

-- Every entry is signed by the process that writes it, with a key that the database never sees: what is put into the
-- table by other hands is found. entry_id (UUIDv7) is part of what is signed, so a copied entry is one too many.
-- Entries from before this rule have neither, and are named as such.
alter table audit_events
  add column entry_id uuid,
  add column mac bytea,
  add constraint audit_events_signed check (entry_id is not null and length(mac) = 32) not valid;
-- The worker seals only numbers that were given out.
grant select on sequence audit_events_id_seq to {{app_role}};

-- One row per batch of entries that the worker has sealed. Which entries a seal covers is written down number by number:
-- a number is given out before its entry commits, so a lower one may come in a later seal.
create table audit_seals (
  seq bigint primary key,
  format smallint not null,            -- which columns of an entry, in which order, were hashed
  key_id bytea not null,               -- names the key; secrets may change
  entry_ids int8multirange not null,   -- the entries it covers
  absent_ids int8multirange not null,  -- numbers below highest_id, new in this seal, that had no entry: some will come
  highest_id bigint not null,          -- up to here every number is covered, absent in some seal, or forged
  settled_seq bigint not null,         -- what seals up to this one found absent can never come any more
  next_xid xid8 not null,              -- every transaction that was under way has a lower number
  entry_count integer not null,
  leaves bytea not null,               -- SHA-256 of each entry, in the order of their numbers
  root bytea not null,                 -- Merkle root over the leaves (RFC 9162, section 2.1)
  previous_hmac bytea not null,
  sealed_at timestamptz not null,
  hmac bytea not null,                 -- over all of the above but the leaves, which the root stands for
  constraint audit_seals_seq check (seq > 0),
  constraint audit_seals_leaves check (entry_count > 0 and length(leaves) = 32 * entry_count),
  constraint audit_seals_hashes check (length(root) = 32 and length(previous_hmac) = 32 and length(hmac) = 32)
);
create index audit_seals_by_entry on audit_seals using gist (entry_ids);
alter table audit_seals alter column leaves set storage external; -- hashes do not compress
create trigger audit_seals_append_only before update or delete on audit_seals
  for each row execute function refuse_change();
create trigger audit_seals_no_truncate before truncate on audit_seals
  for each statement execute function refuse_change();
grant select, insert on audit_seals to {{app_role}};
