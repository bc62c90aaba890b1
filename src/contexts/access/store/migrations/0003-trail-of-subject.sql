-- The self-check asks of each member and key which act was the last, and the trail only grows.
create index trail_of_subject on access.trail (subject);
