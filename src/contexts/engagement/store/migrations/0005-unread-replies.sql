-- Replies that nobody has read stay in sight however old they are (decision 0127).
create index inbound_unread on engagement.inbound (at) where kind <> 'opt-out' and read_at is null;
