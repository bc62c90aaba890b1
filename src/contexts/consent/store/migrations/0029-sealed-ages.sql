-- Binds what is known about an age by a birth date or a declaration to its person, under a key that the database doesn't hold (decision 0143). Null: nothing
-- of the kind is known, or it was learnt before there were seals. The first six bytes are when it was sealed: milliseconds since 1970, big-endian.
alter table consent.subject add column age_seal bytea;
