-- Whose turn an action is on while a step of it reaches outside of the database. It ends with the turn, or at `due_at`
-- when whoever took it has died.
alter table actions add column lease text;

-- How often the step has failed since it last went well. `attempts` counts the looks at what is not there yet, too.
alter table actions add column failures integer not null default 0;
