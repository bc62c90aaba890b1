-- Line and reason of the first refused rows of a piece, without what stood in them, for the page of the import; null in pieces from before.
alter table customers.refused_rows add column reasons jsonb;
