-- Posture scans. A scan's findings are written when it ends, in one transaction with its status.
create table posture_scans (
  account text not null,
  id text not null,
  position bigint not null,
  status text not null,
  created_at text not null,
  completed_at text,
  failure text,
  -- How many resources there were, and how many checks could not be made; a score from 0 to 100.
  resources integer,
  not_checked text,
  score integer,
  primary key (account, id)
);
create unique index posture_scans_position on posture_scans (account, position);

create table posture_findings (
  account text not null,
  scan text not null,
  rule text not null,
  urn bytewise_text not null,
  name text not null,
  type text not null,
  severity text not null,
  evidence text not null,
  -- When the problem was first seen; it stays as long as the problem lasts.
  found_at text not null,
  primary key (account, scan, rule, urn),
  foreign key (account, scan) references posture_scans (account, id) on delete cascade
);

-- One finding of one rule on one resource that is not to be told of.
create table posture_suppressions (
  account text not null,
  id text not null,
  position bigint not null,
  rule text not null,
  urn bytewise_text not null,
  reason text,
  author text,
  expires_at text,
  created_at text not null,
  primary key (account, id)
);
create unique index posture_suppressions_pair on posture_suppressions (account, rule, urn);
create index posture_suppressions_order on posture_suppressions (account, position);

-- A resource that later scans leave out.
create table posture_exclusions (
  account text not null,
  id text not null,
  position bigint not null,
  urn bytewise_text not null,
  created_at text not null,
  primary key (account, id)
);
create unique index posture_exclusions_urn on posture_exclusions (account, urn);

create table posture_plans (
  account text not null primary key,
  -- JSON: by tier, which resources and tags it covers, and which move to another tier when.
  coverage text not null,
  downgrades text not null
);
