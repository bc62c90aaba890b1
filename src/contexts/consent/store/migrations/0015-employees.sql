-- Employees are few and are kept out of every list of customers: found without reading everybody.
create index subject_employees on consent.subject (ordinal) where role = 'employee';
