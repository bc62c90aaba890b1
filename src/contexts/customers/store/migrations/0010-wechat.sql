-- Official accounts and mini-programs of WeChat push their messages like WeCom: unfollowed, authorisation revoked, account closed.
alter table customers.source drop constraint source_kind_check;
alter table customers.source add constraint source_kind_check check (kind in ('tracker', 'wecom', 'wechat', 'webhook'));
