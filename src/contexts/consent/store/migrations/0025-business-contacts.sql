-- Contacts of organisations are people of a role of their own (decision 0104).
alter table consent.subject drop constraint subject_role_check;
alter table consent.subject add constraint subject_role_check
  check (role in ('customer', 'employee', 'member', 'business_contact')) not valid;
alter table consent.subject validate constraint subject_role_check;
