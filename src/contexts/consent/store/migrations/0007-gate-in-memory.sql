-- What a server holds in memory stands at a snapshot; the next catch-up reads the changes of transactions that were not over in it (decision 0024).
create index change_by_transaction on consent.change (transaction);
-- A no on an address reaches whoever holds it, also those whom the act could not see yet: such a change names the digest, and ordinal 0.
alter table consent.change add column digest bytea;
