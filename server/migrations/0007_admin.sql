-- What administrators look for: people by name, e-mail or phone, and entries of the audit by kind or time.

create index users_search on users using gin (search_text gin_trgm_ops);
create index users_by_name on users (sort_name, id);

create index audit_events_by_action on audit_events (action, id);
create index audit_events_refused on audit_events (outcome, id) where outcome <> 'success';
create index audit_events_by_time on audit_events using brin (occurred_at);
