-- When an address was last shown to be its person's: a number that somebody else confirms long after it is another's (decision 0084).
alter table consent.address add column last_confirmed_at timestamptz;
