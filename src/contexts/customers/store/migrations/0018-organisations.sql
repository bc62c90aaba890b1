-- Organisations that we deal with, and their contacts (decision 0104). Facts of organisations stand in clear, those of the contacts in the vault.
create table customers.organisation (
  id uuid primary key,
  name text not null,
  -- By what the name is known again: without blanks, brackets and case.
  name_key text not null,
  -- 统一社会信用代码 (GB 32100-2015).
  registration_number text unique check (length(registration_number) = 18),
  created_at timestamptz not null
);
create index organisation_named on customers.organisation (name_key);
create index organisation_listed on customers.organisation (name, id);

create table customers.business_contact (
  person uuid primary key,
  ordinal integer not null unique,
  organisation uuid not null references customers.organisation,
  set_at timestamptz not null
);
create index business_contact_of on customers.business_contact (organisation, ordinal);
