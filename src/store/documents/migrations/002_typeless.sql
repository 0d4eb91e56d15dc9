-- A page far into a list of those without a type, such as all Droplets but the few with GPUs, skips the ones before it in
-- this index alone, and reads none of their rows.
create index documents_typeless on documents (account, kind, position) where type is null;
