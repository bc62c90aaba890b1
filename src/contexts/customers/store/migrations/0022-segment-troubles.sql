-- Why a segment could not be computed, or has nobody who may be analysed (decision 0120); the row goes when it computes again. Words and codes alone.
create table customers.segment_trouble (
  segment text primary key,
  revision integer not null,
  trouble jsonb not null,
  since timestamptz not null
);
