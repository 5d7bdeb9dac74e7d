-- Which files this installation is about to put into the store, and has not yet written a row for. The sweep takes away
-- these and no others: a file that it does not know may be another clinic's. docs/decisions/0009-files-outside-rows-inside.md.
create table file_uploads (
  storage_key text primary key,
  started_at timestamptz not null
);
create index file_uploads_by_time on file_uploads (started_at);
grant select, insert, update, delete on file_uploads to {{app_role}};
