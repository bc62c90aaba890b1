-- A question about everybody as of an earlier instant asks first whose address has ended since (decision 0128).
create index address_ended on consent.address (ended_at) where ended_at is not null;
