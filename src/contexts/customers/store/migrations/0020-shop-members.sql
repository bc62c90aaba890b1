-- 会员通 of Tmall as a source, and who is a member at which shop (decision 0115). `subject` is a keyed digest of their number there.
alter table customers.source drop constraint source_kind_check;
alter table customers.source add constraint source_kind_check check (kind in ('tracker', 'wecom', 'wechat', 'webhook', 'tmall'));

create table customers.shop_member (
  source text not null,
  subject bytea not null,
  bound boolean not null,
  turn integer not null,
  at timestamptz not null,
  -- Null until somebody was made of it: then it goes after thirty days.
  person uuid,
  primary key (source, subject)
);
create index shop_member_of on customers.shop_member (person) where person is not null;
create index shop_member_age on customers.shop_member (at) where person is null;
