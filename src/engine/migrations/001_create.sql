-- An action's row is its place in the queue, and what a client is shown of it. `position` is the integer that clients
-- know it by; work that no client is shown has none.
create table actions (
  account text not null,
  id text not null,
  position bigint,
  type text not null,
  status text not null,
  resource_type text not null,
  resource_id text not null,
  region text,
  input text not null,
  step integer not null,
  attempts integer not null,
  due_at text not null,
  started_at text not null,
  completed_at text,
  primary key (account, id)
);
create unique index actions_position on actions (account, position) where position is not null;
create index actions_resource on actions (account, resource_type, resource_id, position);
create index actions_due on actions (due_at, account, id) where status = 'in-progress';
