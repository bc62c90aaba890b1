-- What was typed the first time, to tell a page that is sent again from one that was changed since: a digest under the session's own secret, which is
-- stored nowhere. Null for what staff took down and for submissions from before.
alter table capture.submission add column answers_digest bytea check (octet_length(answers_digest) = 32);
