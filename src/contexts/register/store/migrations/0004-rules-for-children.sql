-- What a notice is: told to everybody, or the special rules for children under 14 that their guardians are shown (PIPL 31).
alter table register.notice_version add column kind text not null default 'general' check (kind in ('general', 'children'));
