-- Surveys that name a customer and no contact, each with the contact that it is about by what is known now: a contact that
-- comes late may be the one. What had joined a contact before this stays there.
CREATE TABLE survey_of_customer (
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL,   -- the identity that was asked
  asked_id {id} NOT NULL,                                 -- hash of source, identity and body: the same one twice is one
  record_id {id},                                         -- NULL while none of their contacts is known
  source {int} NOT NULL, answered_at {big} NOT NULL, resolved {sm},
  during {sm} NOT NULL,                                   -- 1 asked while the contact lasted
  answers text NOT NULL, received_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, customer_key, asked_id)
){end};
CREATE INDEX survey_of_customer_record ON survey_of_customer (tenant_id, record_id);
CREATE INDEX survey_of_customer_asked ON survey_of_customer (tenant_id, asked_id);

--pg ALTER TABLE survey_waiting NO FORCE ROW LEVEL SECURITY;
INSERT INTO survey_of_customer (tenant_id, customer_key, asked_id, source, answered_at, resolved, during, answers, received_at)
  SELECT tenant_id, customer_key, waiting_id, source, answered_at, resolved, CASE WHEN answers LIKE '%"by":"ivr"%' THEN 1 ELSE 0 END, answers, received_at
  FROM survey_waiting WHERE record_id IS NULL;
DELETE FROM survey_waiting WHERE record_id IS NULL;
--pg ALTER TABLE survey_waiting FORCE ROW LEVEL SECURITY;
DROP INDEX survey_waiting_customer;
ALTER TABLE survey_waiting DROP COLUMN customer_key;

--pg ALTER TABLE survey_of_customer ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE survey_of_customer FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON survey_of_customer USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--citus SELECT create_reference_table('survey_of_customer');
