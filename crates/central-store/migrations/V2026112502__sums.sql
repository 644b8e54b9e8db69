-- Figures from sums: the facts that the rule needs in the covering index, the sums themselves, the
-- queue of what is still to be counted, and the log of published figures that moved.

DROP INDEX contact_time;
ALTER TABLE contact DROP COLUMN prev_end;
ALTER TABLE contact DROP COLUMN next_start;
ALTER TABLE contact ADD COLUMN facts {int} NOT NULL DEFAULT 0;     -- bits, see src/fcr/fact.rs
ALTER TABLE contact ADD COLUMN lang_id {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN acw_ms {big};
CREATE INDEX contact_time ON contact (tenant_id, customer_key, started_at, record_id{inc}ended_at, facts, channel, family_id, reason_id, queue_id, agent_id, lang_id, handle_ms, acw_ms);

DROP TABLE dirty;
CREATE TABLE dirty (            -- appended by whoever changes a contact, drained by the evaluator, never updated
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, seq {serial},
  record_id {id} NOT NULL,
  was {bytes},                  -- the contact as it was last counted; none when it was not
  why {sm} NOT NULL{dirtypk}
){end};
CREATE INDEX dirty_seq ON dirty (tenant_id, seq);

DROP TABLE fcr_day;
CREATE TABLE fcr_sum (          -- grain: 0 hour, 1 day, both up to and including their end. kind: 0 all, 1 queue, 2 channel, 3 reason family
  tenant_id {int} NOT NULL, grain {sm} NOT NULL, kind {sm} NOT NULL, who {int} NOT NULL, at {int} NOT NULL,
  counts {bytes} NOT NULL,      -- packed counters, see src/fcr/sums.rs
  PRIMARY KEY (tenant_id, grain, kind, who, at)
){end};

CREATE TABLE restated (         -- a published figure of a day that moved afterwards, and why
  tenant_id {int} NOT NULL, noted_day {int} NOT NULL, day {int} NOT NULL, hours {int} NOT NULL, why {sm} NOT NULL,
  noted_at {big} NOT NULL, changes {big} NOT NULL,
  k_before {big} NOT NULL, n_before {big} NOT NULL, k_after {big} NOT NULL, n_after {big} NOT NULL,
  PRIMARY KEY (tenant_id, noted_day, day, hours, why)
){end};

--pg ALTER TABLE dirty ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE dirty FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON dirty USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE fcr_sum ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE fcr_sum FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON fcr_sum USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE restated ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE restated FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON restated USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE dirty SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000);

--citus DROP INDEX contact_record; CREATE INDEX contact_record ON contact (tenant_id, record_id);
--citus SELECT create_distributed_table('contact', 'customer_key');
--citus SELECT create_distributed_table(t, 'customer_key', colocate_with := 'contact') FROM unnest(ARRAY['survey', 'dirty', 'erased']) t;
--citus SELECT create_distributed_table('alias', 'alias_hash', colocate_with := 'none');
--citus SELECT create_reference_table(t) FROM unnest(ARRAY['store_meta', 'tenant_fact', 'device', 'enrolment', 'read_key', 'name', 'feed', 'fcr_sum', 'restated', 'quarantine']) t;
