-- One chain per writer. A record's hash covers its text; its text holds the hash of the record before it.
create table audit_records (
  writer text not null,
  number bigint not null,
  record text not null,
  hash text not null,
  primary key (writer, number)
);

-- The end of each chain. A transaction that records takes one and holds it, so chains never fork.
-- SQLite has one writer at a time and uses the first alone.
create table audit_heads (
  writer text not null primary key,
  number bigint not null,
  hash text not null
);
insert into audit_heads (writer, number, hash) values
  ('w1', 0, ''), ('w2', 0, ''), ('w3', 0, ''), ('w4', 0, ''), ('w5', 0, ''), ('w6', 0, '');

-- Signed statements of where all chains of this database ended; each names the one before it.
create table audit_checkpoints (
  number bigint not null primary key,
  statement text not null,
  signature text not null
);
