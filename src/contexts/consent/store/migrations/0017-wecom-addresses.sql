-- A customer's number at WeCom is an address of that channel: a no from it binds whoever will carry it (decision 0072).
alter table consent.address drop constraint address_channel_check;
alter table consent.address add constraint address_channel_check check (channel in ('sms', 'email', 'wecom'));
