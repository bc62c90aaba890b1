-- The child's date of birth as it was keyed, as a keyed digest, until the second look has read it too (decision 0119).
alter table capture.paper_sheet add column birth_digest bytea;
