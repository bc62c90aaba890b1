-- Binds what somebody was told, when and with what proof to the person, under a key that the database doesn't hold (decision 0143). Null: recorded before
-- there were seals.
alter table consent.standing add column seal bytea;
