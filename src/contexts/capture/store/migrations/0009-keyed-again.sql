-- A sheet that was rejected is keyed again in its batch, from the same scan too.
drop index capture.paper_sheet_scan;
create unique index paper_sheet_scan on capture.paper_sheet (batch, scan_hash) where status <> 'rejected';
