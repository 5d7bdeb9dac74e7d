-- What lists and boards show besides visits: who there is, and when doctors work. Marks as in 0014, for live updates.
-- What stands already has no mark: so no table is written anew, which PostgreSQL 15 refuses besides where a function
-- takes the table's rows.

-- Of an account: registered, imported, taken back, another name, switched on or off.
alter table users add column changed_in xid8;
alter table users alter column changed_in set default pg_current_xact_id();
create index users_by_change on users (changed_in);
create trigger users_mark_change before update on users for each row execute function mark_change();

alter table patients add column changed_in xid8;
alter table patients alter column changed_in set default pg_current_xact_id();
create index patients_by_change on patients (changed_in);
create trigger patients_mark_change before update on patients for each row execute function mark_change();

alter table doctors add column changed_in xid8;
alter table doctors alter column changed_in set default pg_current_xact_id();
create index doctors_by_change on doctors (changed_in);
create trigger doctors_mark_change before update on doctors for each row execute function mark_change();

-- Hours and absences are deleted too, so the doctor's calendar bears their mark. Who changes them holds its lock already.
alter table doctor_schedules add column changed_in xid8;
alter table doctor_schedules alter column changed_in set default pg_current_xact_id();
create index doctor_schedules_by_change on doctor_schedules (changed_in);
create function mark_schedule_change() returns trigger language plpgsql as $$
begin
  update doctor_schedules set changed_in = pg_current_xact_id()
  where doctor_id = coalesce(new.doctor_id, old.doctor_id) and changed_in is distinct from pg_current_xact_id();
  return null;
end $$;
create trigger doctor_availability_mark_change after insert or update or delete on doctor_availability
  for each row execute function mark_schedule_change();
create trigger doctor_unavailability_mark_change after insert or update or delete on doctor_unavailability
  for each row execute function mark_schedule_change();
