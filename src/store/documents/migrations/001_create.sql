-- Emulated resources. `position` counts up within an account and kind: the order of creation, and the integer id of the
-- kinds that have one. `type` is the kind's own subdivision, where lists can be of one type.
create table documents (
  account text not null,
  kind text not null,
  id bytewise_text not null,
  position bigint not null,
  name bytewise_text not null,
  type text,
  region text,
  created_at text not null,
  body text not null,
  primary key (account, kind, id)
);
create unique index documents_position on documents (account, kind, position);
create index documents_name on documents (account, kind, name, position);
create index documents_any_case_name on documents (account, kind, lower(name), position);
create index documents_type on documents (account, kind, type, position) where type is not null;
create index documents_region on documents (account, kind, region, position) where region is not null;

-- So that a list need not count, and no position is given twice.
create table document_counts (
  account text not null,
  kind text not null,
  total bigint not null,
  last_position bigint not null,
  primary key (account, kind)
);

-- One document refers to another; a reference ends with either of them, so none can dangle. The positions of both, which
-- never change, let a page of what is linked be read in the order of creation without reading the rest.
create table document_links (
  account text not null,
  kind text not null,
  id bytewise_text not null,
  to_kind text not null,
  to_id bytewise_text not null,
  position bigint not null,
  to_position bigint not null,
  linked_at text not null,
  primary key (account, kind, id, to_kind, to_id),
  foreign key (account, kind, id) references documents (account, kind, id) on delete cascade,
  foreign key (account, to_kind, to_id) references documents (account, kind, id) on delete cascade
);
create index document_links_forward on document_links (account, kind, id, to_kind, to_position);
create index document_links_back on document_links (account, to_kind, to_id, kind, position);

-- Which address of a network belongs to whom, as an offset into the network.
create table document_addresses (
  network text not null,
  place bigint not null,
  account text not null,
  kind text not null,
  id bytewise_text not null,
  primary key (network, place),
  foreign key (account, kind, id) references documents (account, kind, id) on delete cascade
);
create index document_addresses_owner on document_addresses (account, kind, id);

create table document_address_cursors (
  network text not null primary key,
  next_place bigint not null
);
