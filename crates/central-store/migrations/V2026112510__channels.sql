-- Other systems that send contacts and surveys, who is one person, what was reviewed, and what a
-- desk's clocks said.

CREATE TABLE source_key (       -- a source may hold several keys while one is being changed
  tenant_id {int} NOT NULL, key_hash {bytes} NOT NULL, source_id {int} NOT NULL, name text NOT NULL,
  made_at {big} NOT NULL, revoked_at {big},
  PRIMARY KEY (tenant_id, key_hash)
){end};

CREATE TABLE boot (             -- how far a desk's wall clock was off during one start of its machine
  tenant_id {int} NOT NULL, device_id {int} NOT NULL, boot text NOT NULL,
  offset_ms {big} NOT NULL, heard_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, device_id, boot)
){end};

CREATE INDEX survey_record ON survey (tenant_id, record_id);
CREATE TABLE survey_waiting (   -- surveys that came before their contact
  tenant_id {int} NOT NULL, waiting_id {id} NOT NULL,     -- hash of source and body: the same one twice waits once
  record_id {id}, customer_key {id},                      -- one of the two is known
  source {int} NOT NULL, answered_at {big} NOT NULL, resolved {sm}, answers text NOT NULL, received_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, waiting_id)
){end};
CREATE INDEX survey_waiting_record ON survey_waiting (tenant_id, record_id);
CREATE INDEX survey_waiting_customer ON survey_waiting (tenant_id, customer_key);

CREATE TABLE exclusion_review ( -- a second writer gets a row of its own: a correction of the contact does not undo it
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL, reason text NOT NULL,
  approved {sm},                -- NULL while nobody has looked at it
  reviewed_by text, reviewed_at {big},
  PRIMARY KEY (tenant_id, customer_key, record_id)
){end};

CREATE TABLE own_identity (     -- contacts that are kept under another key than their own identity's
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL, own_key {id} NOT NULL,
  PRIMARY KEY (tenant_id, customer_key, record_id)
){end};
CREATE INDEX alias_customer ON alias (tenant_id, customer_key);

CREATE TABLE alias_kind (       -- what an identity is: 0 phone, 1 e-mail, 2 handle, 3 account
  tenant_id {int} NOT NULL, alias_hash {id} NOT NULL, kind {sm} NOT NULL,
  PRIMARY KEY (tenant_id, alias_hash)
){end};

CREATE TABLE proposal (         -- two identities that may be one person; a person decides
  tenant_id {int} NOT NULL, proposal_id {int} NOT NULL, one_key {id} NOT NULL, other_key {id} NOT NULL,
  why text NOT NULL, seen {int} NOT NULL, made_at {big} NOT NULL,
  decision {sm},                -- 1 joined, 2 kept apart
  decided_at {big}, decided_by text,
  PRIMARY KEY (tenant_id, proposal_id)
){end};
CREATE UNIQUE INDEX proposal_pair ON proposal (tenant_id, one_key, other_key);

CREATE TABLE merge (            -- the trail: enough to take it back
  tenant_id {int} NOT NULL, merge_id {int} NOT NULL, kept_key {id} NOT NULL, gone_key {id} NOT NULL,
  made_at {big} NOT NULL, made_by text NOT NULL, undone_at {big}, undone_by text,
  PRIMARY KEY (tenant_id, merge_id)
){end};

CREATE TABLE merge_identity (   -- what else the one who was joined was known by, to take it back with them
  tenant_id {int} NOT NULL, merge_id {int} NOT NULL, alias_hash {id} NOT NULL,
  PRIMARY KEY (tenant_id, merge_id, alias_hash)
){end};

--pg ALTER TABLE source_key ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE source_key FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON source_key USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE boot ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE boot FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON boot USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE survey_waiting ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE survey_waiting FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON survey_waiting USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE exclusion_review ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE exclusion_review FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON exclusion_review USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE own_identity ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE own_identity FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON own_identity USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE alias_kind ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE alias_kind FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON alias_kind USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE proposal ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE proposal FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON proposal USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE merge ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE merge FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON merge USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--pg ALTER TABLE merge_identity ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE merge_identity FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON merge_identity USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--citus SELECT create_distributed_table(t, 'customer_key', colocate_with := 'contact') FROM unnest(ARRAY['exclusion_review', 'own_identity']) t;
--citus SELECT create_reference_table(t) FROM unnest(ARRAY['source_key', 'boot', 'survey_waiting', 'alias_kind', 'proposal', 'merge', 'merge_identity']) t;
