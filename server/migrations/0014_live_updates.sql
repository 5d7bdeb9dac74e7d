-- In which transaction a row was made or last changed. Identities and times are given out before the commit, so a reader
-- who remembers the highest one seen can miss a row that commits later with a lower one. A snapshot of the transactions
-- that were visible misses none: what it does not show and the next one does is new, in whatever order it committed.
-- After a restore into another cluster old marks may lie in its future; readers pass over those.

alter table notifications
  add column created_in xid8 not null default pg_current_xact_id(),
  add column changed_in xid8 not null default pg_current_xact_id();
create index notifications_by_change on notifications (changed_in);

alter table appointments add column changed_in xid8 not null default pg_current_xact_id();
create index appointments_by_change on appointments (changed_in);

-- A visit that goes to another doctor disappears from the first one's calendar.
alter table appointment_status_history add column changed_in xid8 not null default pg_current_xact_id();
create index appointment_status_history_handed_over on appointment_status_history (changed_in)
  where previous_doctor_id <> new_doctor_id;

create function mark_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end $$;
create trigger notifications_mark_change before update on notifications
  for each row execute function mark_change();
create trigger appointments_mark_change before update on appointments
  for each row execute function mark_change();
