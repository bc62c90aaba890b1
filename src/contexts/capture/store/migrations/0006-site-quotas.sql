-- Presentations and yeses a minute with one publishable key, which anybody can copy out of a page. Noes are not counted.
alter table capture.site_key add column quota integer not null default 600000 check (quota > 0);
