-- Who opened a record, from the audit, as 0010 has it, with what the HTTP side knew alone until now: the list is for the
-- record's patient, its author and administrators; where somebody came from is for administrators; and of another patient
-- who tried, nobody else learns who it was.
drop view medical_record_accesses;
create view medical_record_accesses with (security_invoker = true) as
  select found.id, r.id as record_id,
    case when reader.sees_all or found.actor_role <> 'PATIENT' or found.actor_user_id in (p.user_id, reader.user_id)
      then found.actor_user_id end as accessed_by,
    found.actor_role as role,
    found.access_type,
    case
      when found.is_emergency then 'emergency'
      when found.actor_role = 'PATIENT' then 'own_record'
      when found.actor_role = 'DOCTOR' then 'treatment'
      else 'administration'
    end as purpose,
    case when reader.sees_all then found.address end as ip_address,
    case when reader.sees_all then found.user_agent end as user_agent,
    found.occurred_at as created_at
  from medical_records r
  join patients p on p.id = r.patient_id
  cross join lateral (
    select row_context('user_id')::uuid as user_id,
      coalesce(row_context('role') = 'ADMIN', false) or row_context('system') is not null as sees_all) reader
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
    -- An emergency access opened what was closed when it was granted, which stands in its line, and what was or came to be
    -- closed within its hour, whatever the record is now.
    select e.id, e.actor_user_id, e.actor_role, e.address, e.user_agent, e.occurred_at, true, 'emergency_access'
    from audit_events e
    where e.action = 'medical_record.emergency_access' and e.patient_id = r.patient_id
      and (coalesce((e.detail -> 'records') ? r.id::text, false)
        or (e.detail ->> 'expires_at')::timestamptz
          > case when r.is_confidential then r.created_at else r.restricted_at end
        or exists (
          select from medical_record_versions v
          left join medical_record_versions next on next.record_id = v.record_id and next.version = v.version + 1
          where v.record_id = r.id and v.is_confidential and v.created_at < (e.detail ->> 'expires_at')::timestamptz
            and (next.version is null or next.created_at > e.occurred_at)))
  ) found
  where reader.sees_all
    or r.patient_id = row_context('patient_id')::uuid
    or (r.doctor_id = row_context('doctor_id')::uuid
      and (r.restricted_at is null or is_opened_in_emergency(r.patient_id)));
grant select on medical_record_accesses to {{app_role}};

-- Whose records a list has shown, for the question of who has seen a patient's.
create index audit_events_listed_patients on audit_events using gin ((detail -> 'patients'))
  where action = 'medical_record.list';
