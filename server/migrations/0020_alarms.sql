-- What administrators are told of: mails that could not be delivered, found without reading all that went out.
create index mails_failed on mails (last_attempt_at) where status = 'failed';

-- Whether a sign-in comes from a device that the person has used before.
create index sessions_by_user on sessions (user_id, created_at);
