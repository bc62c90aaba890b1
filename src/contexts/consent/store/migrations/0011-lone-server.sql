-- The server of an embedded PostgreSQL is alone on it and asks no lease of others: while its own stands, nobody else may join (decision 0037).
alter table consent.lease add column alone boolean not null default false;
