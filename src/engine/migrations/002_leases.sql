-- Whose turn an action is on while a step of it reaches outside of the database. It ends with the turn, or at `due_at`
-- when whoever took it has died.
alter table actions add column lease text;
