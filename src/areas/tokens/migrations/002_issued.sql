-- What the API itself has issued a token for, such as `registry:shop`; null for those that were made on the machine.
alter table tokens add column issued_for text;
create index tokens_issued_for on tokens (account, issued_for) where issued_for is not null;
