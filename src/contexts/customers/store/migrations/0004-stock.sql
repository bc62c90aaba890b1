-- Which label of a stock's notice versions is which version in the register, as whoever declares the stock says.
create table customers.stock_notice (
  import uuid not null references customers.import (id),
  label text not null,
  notice text not null,
  version integer not null,
  primary key (import, label)
);

-- Rows of a stock with the same evidence. What the DPO ruled on it stands here, with the receipt of its entry.
create table customers.stock_group (
  import uuid not null references customers.import (id),
  number integer not null,
  grade text not null check (grade in ('A', 'B', 'C')),
  reason text not null,
  origin text not null,
  notice_version text not null,
  how text not null,
  people integer not null default 0,
  ruling text check (ruling in ('accepted', 'rejected')),
  ruled_notice text,
  ruled_version integer,
  ruling_reason text,
  ruling_receipt uuid,
  ruled_by text,
  ruled_at timestamptz,
  primary key (import, number),
  check ((ruling is null) = (ruling_receipt is null)),
  -- Only what is partly proven can be ruled on; nothing makes an unproven consent a proven one.
  check (ruling is null or grade = 'B')
);

-- Who has which evidence: a keyed digest of the member's number and the group. `state`: 0 graded, 1 taken over, 2 kept as it was, 3 nobody here
-- has the number, 4 unproven and noted so.
create table customers.stock_row (
  import uuid not null,
  digest bytea not null,
  group_number integer not null,
  shown_at timestamptz,
  said_at timestamptz,
  state smallint not null default 0,
  primary key (import, digest)
);
