-- Who is parent or guardian of whom, by which proof (PIPL 31, decision 0056). Names nobody; the document itself stays where it is. Grade C is
-- only said so: nothing rests on it.
create table consent.guardianship (
  id uuid primary key,
  child integer not null references consent.subject (ordinal),
  guardian integer not null references consent.subject (ordinal),
  kind text not null check (kind in ('parent', 'guardian')),
  grade text not null check (grade in ('A', 'B', 'C')),
  evidence_kind text,
  evidence_hash text,
  from_at timestamptz not null,
  until_at timestamptz,
  recorded_by text not null,
  recorded_at timestamptz not null,
  receipt uuid not null,
  check (child <> guardian),
  check (until_at is null or until_at > from_at)
);
create index guardianship_of_child on consent.guardianship (child);
create index guardianship_of_guardian on consent.guardianship (guardian);
create trigger immutable before update or delete on consent.guardianship
  for each row execute function consent.refuse_change();

create table consent.guardianship_end (
  guardianship uuid primary key references consent.guardianship (id),
  reason text not null,
  ended_by text not null,
  ended_at timestamptz not null,
  receipt uuid not null
);
create trigger immutable before update or delete on consent.guardianship_end
  for each row execute function consent.refuse_change();

-- The guardian who gave a consent for a child under 14; null for a consent of one's own.
alter table consent."grant" add column guardian integer references consent.subject (ordinal);
create index grant_of_guardian on consent."grant" (guardian) where guardian is not null;
