-- The self-check asks for the messages of each use by its receipt.
create index send_receipt on engagement.send (receipt);
