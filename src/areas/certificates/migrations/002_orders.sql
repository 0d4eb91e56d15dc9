-- What was asked of certificate authorities, and how it ended: an order goes on from here after whoever placed it has
-- died, and their limits are respected by what is here. `sealed` is the private key that the certificate will be for.
create table certificate_orders (
  account text not null,
  id text not null,
  certificate bytewise_text not null,
  issuer text not null,
  url text not null,
  names text not null,
  proofs text not null,
  renewal integer not null,
  ordered_at text not null,
  ended_at text,
  outcome text,
  ring_key text references ring_keys (id),
  data_key text,
  sealed text,
  primary key (account, id)
);
create index certificate_orders_open on certificate_orders (account, certificate) where ended_at is null;
create index certificate_orders_issuer on certificate_orders (issuer, ordered_at);
create index certificate_orders_names on certificate_orders (issuer, names, ordered_at);
create index certificate_orders_ended on certificate_orders (ended_at) where ended_at is not null;

-- When an issued certificate is next looked at, and when it is renewed.
create table certificate_renewals (
  account text not null,
  kind text not null,
  id bytewise_text not null,
  issuer text not null,
  due_at text not null,
  renew_at text not null,
  failures integer not null,
  primary key (account, id),
  foreign key (account, kind, id) references documents (account, kind, id) on delete cascade
);
create index certificate_renewals_due on certificate_renewals (due_at);

-- A row to hold while it is decided whether one more may be ordered.
create table certificate_issuers (
  name text not null primary key
);
