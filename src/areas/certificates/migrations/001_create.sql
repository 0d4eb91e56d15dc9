-- What belongs to a certificate and is not shown: its key, sealed, and its chain. It goes with the certificate's document.
create table certificate_materials (
  account text not null,
  kind text not null check (kind = 'certificate'),
  id bytewise_text not null,
  type text not null,
  -- PEM, the leaf first.
  chain text not null,
  not_after text not null,
  -- When its owner is next to be warned of its end.
  warn_at text,
  ring_key text not null references ring_keys (id),
  data_key text not null,
  sealed text not null,
  primary key (account, kind, id),
  foreign key (account, kind, id) references documents (account, kind, id) on delete cascade
);
create index certificate_materials_end on certificate_materials (type, not_after);
create index certificate_materials_warning on certificate_materials (warn_at) where warn_at is not null;
