-- Public keys of the sealed inbox, one a generation, under a MAC of the service ring. Their private halves are derived from the generations.
create table vault.inbox_key (
  generation integer primary key,
  ring uuid not null,
  public_key bytea not null,
  mac bytea not null
);
