-- Where in the evidence log an act on an activity stands; null for what was written before this column was there.
alter table register.activity_revision add column receipt uuid;
alter table register.assessment_entry add column receipt uuid;
alter table register.contract_entry add column receipt uuid;
