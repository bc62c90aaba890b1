-- An address that asked for a code while the root key was away, sealed under the service ring until it is back: it can't be looked up before.
alter table rights.login_challenge add column waiting bytea;
