-- Each region has a database of its own, so no row names a region; the sealing does.
-- `bytewise_text` sorts by code unit on both engines: SQLite takes it as TEXT, on PostgreSQL it is a domain.
create table secrets (
  account text not null,
  name bytewise_text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  delete_requested_at text,
  primary key (account, name)
);
create index secrets_deleted on secrets (account, name) where delete_requested_at is not null;
create index secrets_gone on secrets (account, delete_requested_at) where delete_requested_at is not null;
create index secrets_purge on secrets (delete_requested_at) where delete_requested_at is not null;

-- A version never changes but for the wrapping of its data key.
create table secret_versions (
  account text not null,
  name bytewise_text not null,
  version integer not null,
  ring_key text not null references ring_keys (id),
  data_key text not null,
  sealed text not null,
  created_at text not null,
  primary key (account, name, version)
);

-- So that a list need not count.
create table secret_counts (
  account text not null primary key,
  total bigint not null,
  deleted bigint not null
);
