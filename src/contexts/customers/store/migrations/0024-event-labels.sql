-- How people call an event ({zh, en}), for sentences, lists and charts; null: it has its name alone.
alter table customers.planned_event add column label jsonb;
