create table accounts (
  id text not null primary key,
  name text not null unique,
  email text not null,
  created_at text not null
);
