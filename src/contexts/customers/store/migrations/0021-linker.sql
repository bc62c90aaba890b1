-- Which server links, and when it last said so: only its index in memory knows what it has linked since it read everything.
alter table customers.linking add column linker uuid;
alter table customers.linking add column linked_at timestamptz;
