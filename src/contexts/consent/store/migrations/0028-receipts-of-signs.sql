-- The entry of the last act about a sign of minority, learnt or taken back, for the self-check; null for those from before it stood here.
alter table consent.subject add column minority_receipt uuid;
create index subject_minority_receipt on consent.subject (minority_receipt) where minority_receipt is not null;
