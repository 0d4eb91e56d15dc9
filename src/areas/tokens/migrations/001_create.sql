-- Of a token itself only the SHA-256 is kept: 256 random bits need no slow hash.
create table tokens (
  id text not null primary key,
  account text not null references accounts (id),
  name text not null,
  hash text not null unique,
  scopes text not null,
  created_at text not null,
  expires_at text,
  last_used_at text,
  revoked_at text
);
create index tokens_account on tokens (account, created_at);
