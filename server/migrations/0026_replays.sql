-- Whether one of these ids is a patient who has been erased, or their account: an answer that was kept for a request with
-- an Idempotency-Key is not given again then, for it says who they were.
create function names_erased(ids uuid[]) returns boolean language sql stable as $$
  select exists (
    select from users u left join patients p on p.user_id = u.id
    where u.erased_at is not null and (u.id = any (ids) or p.id = any (ids)))
$$;
