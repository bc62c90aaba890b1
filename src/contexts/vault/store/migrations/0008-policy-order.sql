-- The order in which settings were set. A time doesn't say it: two may fall into one millisecond, and a clock may be put back.
alter table vault.policy_act add column place bigint generated always as identity unique;
drop index vault.policy_act_newest;
create index policy_act_newest on vault.policy_act (key, place desc);
