-- An openid is an address of the official account or the mini-program that it belongs to: a no from it binds whoever will carry it (decision 0082).
alter table consent.address drop constraint address_channel_check;
alter table consent.address add constraint address_channel_check
  check (channel in ('sms', 'email', 'wecom', 'official_account', 'mini_program'));
