-- The secret address under which somebody's calendar fetches their visits. Only its hash is kept: it is shown once.
create table calendar_feeds (
  user_id uuid primary key references users (id) on delete cascade,
  token_hash bytea not null,       -- SHA-256 of 256 random bits
  created_at timestamptz not null,
  constraint calendar_feeds_token unique (token_hash),
  constraint calendar_feeds_hash check (length(token_hash) = 32)
);
grant select, insert, update, delete on calendar_feeds to {{app_role}};
