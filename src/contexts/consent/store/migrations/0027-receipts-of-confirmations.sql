-- The entry of the last confirmation of an address, for the self-check; null for those from before it stood here.
alter table consent.address add column receipt uuid;
create index address_receipt on consent.address (receipt) where receipt is not null;
