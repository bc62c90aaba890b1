-- Stamps of a TSA that signs with SM2 and SM3 are kept although their signature can't be checked here; null: it was.
alter table evidence.timestamp add column unchecked text;
