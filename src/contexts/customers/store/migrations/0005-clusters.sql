-- Which records are held to be one human (OneID, decision 0066): only those that are not alone. `head` is the lowest ordinal among them.
create table customers.cluster_member (
  ordinal integer primary key,
  head integer not null,
  check (head <= ordinal)
);
create index cluster_member_head on customers.cluster_member (head);
