-- The words of names and addresses: what a mistyped word of a search may have meant. Edit distances to these few
-- thousand words cost milliseconds, to the texts of all patients seconds. A list of words names nobody, so a word
-- stays when its last text goes.
create table search_words (
  word text primary key
);
grant select, insert on search_words to {{app_role}};

-- For a trigger `after insert or update`: keeps the words of the named columns. Sorted, so that two transactions
-- that bring the same new words wait for each other and never in a circle.
create function keep_search_words() returns trigger language plpgsql as $$
begin
  insert into search_words
  select distinct word
  from jsonb_each_text(to_jsonb(new)) field, regexp_split_to_table(search_fold(field.value), '[^[:alnum:]]+') word
  where field.key = any (tg_argv) and word ~ '^[[:alpha:]]{3,40}$'
  order by word
  on conflict do nothing;
  return null;
end $$;
create trigger users_search_words after insert or update of first_name, last_name on users
  for each row execute function keep_search_words('first_name', 'last_name');

create type patient_gender as enum ('M', 'F', 'O', 'P');

create table patients (
  id uuid primary key,
  user_id uuid not null references users (id),
  date_of_birth date,
  gender patient_gender,
  address text not null default '',
  emergency_contact text not null default '',
  insurance_provider text not null default '',
  insurance_number text not null default '',
  medical_history text not null default '',
  allergies text not null default '',
  current_medications text not null default '',
  search_text text not null default '',  -- what a search looks into, folded; kept by triggers
  sort_name text not null default '',    -- that of the user, so that an index serves the order of lists; kept as well
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint patients_user_unique unique (user_id),
  constraint patients_born_plausibly check (date_of_birth >= date '1875-01-01')
);
create index patients_search on patients using gin (search_text gin_trgm_ops);
create index patients_by_insurance_provider on patients using gin (search_fold(insurance_provider) gin_trgm_ops);
create index patients_by_name on patients (sort_name, id);
create index patients_by_birth on patients (date_of_birth, id);
create index patients_by_age on patients (created_at, id);
create trigger patients_touch before update on patients for each row execute function touch_updated_at();
create trigger patients_search_words after insert or update of address on patients
  for each row execute function keep_search_words('address');

create function patient_search_text(u users, p patients) returns text language sql stable
  return u.search_text || ' ' || search_fold(p.insurance_number || ' ' || p.address);

create function patients_keep_search_text() returns trigger language plpgsql as $$
begin
  select patient_search_text(u, new), u.sort_name into strict new.search_text, new.sort_name
  from users u where u.id = new.user_id;
  return new;
end $$;
create trigger patients_search_text before insert or update of address, insurance_number on patients
  for each row execute function patients_keep_search_text();

create function users_keep_patient_search_text() returns trigger language plpgsql as $$
begin
  update patients p set search_text = patient_search_text(new, p), sort_name = new.sort_name
  where p.user_id = new.id;
  return null;
end $$;
create trigger users_patient_search_text after update of first_name, last_name, email, phone on users
  for each row execute function users_keep_patient_search_text();

grant select, insert, update on patients to {{app_role}};
