-- What agents noted beside what the rule asks: why a contact was not resolved, questions that no article answered, faults of
-- articles. A row each, in the order of time, with what filters ask of the contact: a period is counted without reading a
-- record, and most contacts have none. It goes and
-- moves with its contact; rows of contacts from before are filled by src/tables/noted.rs.

CREATE TABLE noted (
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL,
  kind {sm} NOT NULL,           -- 1 root cause, 2 gap that was recorded, 3 question with nothing found, 4 fault of an article
  ended_at {big} NOT NULL, place {sm} NOT NULL,
  what text NOT NULL,           -- the cause, the question, the article
  more text NOT NULL,           -- the language of the question, what is wrong with the article
  channel {sm} NOT NULL, reason_id {int} NOT NULL, family_id {int} NOT NULL, agent_id {int} NOT NULL, queue_id {int} NOT NULL,
  lang_id {int} NOT NULL,
  PRIMARY KEY (tenant_id, kind, ended_at, record_id, customer_key, place)
--sqlite ) STRICT, WITHOUT ROWID;
--pg );
CREATE INDEX noted_contact ON noted (tenant_id, customer_key, record_id);

--pg ALTER TABLE noted ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE noted FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON noted USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--citus SELECT create_distributed_table('noted', 'customer_key', colocate_with := 'contact');
