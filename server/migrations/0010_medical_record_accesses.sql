-- Who opened a record, from the audit. Invoker's rights: row-level security decides of which records.

-- A list is one line of the audit that names the records it showed.
create index audit_events_listed_records on audit_events using gin ((detail -> 'records'))
  where action = 'medical_record.list';
-- A role without the function is refused before anybody looks for the record; the path named it.
create index audit_events_refused_records on audit_events ((detail ->> 'record_id')) where action = 'access.denied';

create view medical_record_accesses with (security_invoker = true) as
  select found.id, r.id as record_id, found.actor_user_id as accessed_by, found.actor_role as role,
    found.access_type,
    case
      when found.is_emergency then 'emergency'
      when found.actor_role = 'PATIENT' then 'own_record'
      when found.actor_role = 'DOCTOR' then 'treatment'
      else 'administration'
    end as purpose,
    found.address as ip_address, found.user_agent, found.occurred_at as created_at
  from medical_records r
  cross join lateral (
    select e.id, e.actor_user_id, e.actor_role, e.address, e.user_agent, e.occurred_at,
      coalesce((e.detail -> 'emergency')::boolean, false) as is_emergency,
      case
        when e.outcome = 'denied' then 'denied'
        when (e.detail -> 'restricted')::boolean then 'restricted_view'
        else split_part(e.action, '.', 2)
      end as access_type
    from audit_events e
    where e.object_type = 'medical_record' and e.object_id = r.id::text
    union all
    select e.id, e.actor_user_id, e.actor_role, e.address, e.user_agent, e.occurred_at,
      (e.detail -> 'emergency') ? r.id::text,
      case when (e.detail -> 'restricted') ? r.id::text then 'restricted_view' else 'list' end
    from audit_events e
    where e.action = 'medical_record.list' and (e.detail -> 'records') ? r.id::text
    union all
    select e.id, e.actor_user_id, e.actor_role, e.address, e.user_agent, e.occurred_at, false, 'denied'
    from audit_events e
    where e.action = 'access.denied' and e.detail ->> 'record_id' = r.id::text
    union all
    select e.id, e.actor_user_id, e.actor_role, e.address, e.user_agent, e.occurred_at, true, 'emergency_access'
    from audit_events e
    where e.action = 'medical_record.emergency_access' and e.patient_id = r.patient_id
      and (e.detail ->> 'expires_at')::timestamptz
        > case when r.is_confidential then r.created_at else r.restricted_at end
  ) found;
grant select on medical_record_accesses to {{app_role}};

-- The records of a visit that this person may know of, for whoever reads visits, which happens without a transaction
-- that says who asks: it says so itself, until the statement or the transaction around it ends.
create function record_ids_of_visit(visit_id uuid, user_id uuid, role text, patient_id uuid, doctor_id uuid)
  returns uuid[] language plpgsql volatile as $$
#variable_conflict use_variable
begin
  perform set_config('etiba.user_id', user_id::text, true), set_config('etiba.role', role, true),
    set_config('etiba.patient_id', case role when 'PATIENT' then patient_id::text else '' end, true),
    set_config('etiba.doctor_id', case role when 'DOCTOR' then doctor_id::text else '' end, true);
  return (
    select coalesce(array_agg(r.id order by r.created_at, r.id), '{}')
    from medical_records r where r.appointment_id = visit_id);
end $$;
