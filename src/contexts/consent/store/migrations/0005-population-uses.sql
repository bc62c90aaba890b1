-- A use of a whole population keeps its people as bits, bit n for ordinal n as get_bit counts (decision 0021); uses of named people have members instead.
-- Not compressed: to look at one person's bit, only the one slice with that bit is read, however many people there are.
alter table consent.use add column population bytea;
alter table consent.use alter column population set storage external;
create index use_of_population on consent.use (id) where population is not null;
