-- What authorities said of the certificates behind time-stamps: the newest answer of each kind while the certificate lasted. `certificate` is the SHA-256
-- of its DER; `answer` the DER of a CRL or an OCSPResponse that was checked.
create table evidence.revocation_answer (
  certificate bytea not null,
  kind text not null check (kind in ('crl', 'ocsp')),
  made timestamptz not null,
  revoked_at timestamptz,
  reason smallint,
  answer bytea not null,
  primary key (certificate, kind)
);
