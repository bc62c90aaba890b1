-- A sealed submission that was set aside can be refused by staff: what was sealed is destroyed with it, and the person is told why in words of a list.
alter table capture.sealed_submission drop constraint sealed_submission_state_check;
alter table capture.sealed_submission add constraint sealed_submission_state_check
  check (state in ('waiting', 'accepted', 'quarantined', 'refused'));
alter table capture.sealed_submission add column word text;
alter table capture.sealed_submission add constraint sealed_submission_word check ((state = 'refused') = (word is not null));
alter table capture.sealed_submission add constraint sealed_submission_gone check (state <> 'refused' or sealed is null);
