-- Replies that are no refusal reach somebody: what they seem to be is counted by day and by the campaign that they answer, until somebody says that
-- they were read at the provider. Their words are not kept (decision 0118).
alter table engagement.inbound drop constraint inbound_kind_check;
alter table engagement.inbound add constraint inbound_kind_check
  check (kind in ('opt-out', 'request', 'complaint', 'question', 'other'));
alter table engagement.inbound add column campaign uuid references engagement.campaign (id);
alter table engagement.inbound add column read_at timestamptz;
alter table engagement.inbound add column read_by text;
alter table engagement.inbound add check ((read_at is null) = (read_by is null));
create index inbound_at on engagement.inbound (at);

-- Which campaign a number was written to last.
create index campaign_address_digest on engagement.campaign_address (digest);
