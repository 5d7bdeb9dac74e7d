-- Full-text search of records by its index. A condition that is not leakproof, such as @@, is asked only of rows that the
-- policies have let through, so behind row-level security the index of 0009 was never used: a search read the whole clinic.
-- The words stand in a table of their own now, which nobody but the owner reads, and a function of the owner's gives out
-- the records that whoever asks may read. docs/decisions/0017-searching-records.md.

create table medical_record_words (
  record_id uuid primary key references medical_records (id),
  patient_id uuid not null references patients (id),
  words tsvector not null -- of the present version
);
create index medical_record_words_found on medical_record_words using gin (words);
create index medical_record_words_by_patient on medical_record_words (patient_id);

create function words_of_version(version medical_record_versions) returns tsvector language sql immutable
  return setweight(to_tsvector('simple', search_fold(version.title)), 'A')
    || setweight(to_tsvector('simple', search_fold(version.diagnosis)), 'B')
    || to_tsvector('simple', search_fold(version.summary) || ' ' || search_fold(version.treatment_plan) || ' '
      || clinical_words(version.medications) || ' ' || clinical_words(version.allergies) || ' '
      || clinical_words(version.lab_results));

create function note_words() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into medical_record_words as noted (record_id, patient_id, words)
  select new.record_id, r.patient_id, words_of_version(new) from medical_records r where r.id = new.record_id
  on conflict (record_id) do update set words = excluded.words;
  if not found then raise exception 'whoever writes a version must see its record'; end if;
  return null;
end $$;
revoke execute on function note_words() from public;
create trigger medical_record_versions_noted after insert or update on medical_record_versions
  for each row execute function note_words();

-- The records that have every word of a search, or one that begins so, and that whoever asks may read: the policies see
-- the same context here, and bind the owner too.
create function records_with_words(search text, of_patient uuid) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, public, pg_temp as $$
declare
  wanted tsquery := words_query(search);
  found_ids uuid[];
begin
  if of_patient is null then
    found_ids := array(select record_id from medical_record_words where words @@ wanted);
  else
    found_ids := array(select record_id from medical_record_words where patient_id = of_patient and words @@ wanted);
  end if;
  -- Every record has a first version, and who may read one may read all.
  return query select record_id from medical_record_versions where record_id = any (found_ids) and version = 1;
end $$;
revoke all on function records_with_words(text, uuid) from public;
grant execute on function records_with_words(text, uuid) to {{app_role}};

select set_config('etiba.system', 'migrate', true);
insert into medical_record_words (record_id, patient_id, words)
  select r.id, r.patient_id, words_of_version(v)
  from medical_records r join medical_record_versions v on v.record_id = r.id and v.version = r.version;
select set_config('etiba.system', '', true);

alter table medical_record_versions drop column search;
