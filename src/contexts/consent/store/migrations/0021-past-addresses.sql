-- Who had which address at an earlier instant: a decision about the past finds it without reading everybody's addresses.
create index address_past on consent.address (ordinal, channel) where ended_at is not null;
