-- Keys that wrap data keys, themselves wrapped by the master key. The newest one seals.
-- Rows that name a key refer to it, so the database itself refuses to drop one that is still needed.
create table ring_keys (
  id text not null primary key,
  number integer not null unique,
  wrapped text not null,
  created_at text not null
);

-- What the server keeps secret for itself: the audit trail's signing key, the local CA.
create table system_secrets (
  name text not null primary key,
  ring_key text not null references ring_keys (id),
  data_key text not null,
  sealed text not null,
  created_at text not null
);
