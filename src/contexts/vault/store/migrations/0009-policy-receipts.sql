-- The entry in the log of evidence that says the same; acts from before have none.
alter table vault.policy_act add column receipt uuid unique;
