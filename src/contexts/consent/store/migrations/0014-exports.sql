-- Whose information went out of mainland China in a calendar year of Asia/Shanghai, each person once, sensitive information apart (2024 Provisions 7, 8;
-- decision 0057). Transfers that are exempt by articles 3 to 6 are not in it.
create table consent.export_person (
  year integer not null,
  ordinal integer not null references consent.subject (ordinal),
  plain_at timestamptz,
  sensitive_at timestamptz,
  primary key (year, ordinal),
  check (plain_at is not null or sensitive_at is not null)
);
