-- Whoever writes these rows has just locked the subject in the same transaction, and subjects are never deleted (decision 0001), so checking each
-- row against consent.subject again proves nothing, and costs as much as the row.
alter table consent.standing drop constraint standing_ordinal_fkey;
alter table consent."grant" drop constraint grant_ordinal_fkey;
alter table consent.refusal drop constraint refusal_ordinal_fkey;
alter table consent.presentation drop constraint presentation_ordinal_fkey;
