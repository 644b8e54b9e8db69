-- What is written most has the fewest indexes that answer everything that is asked.
-- A contact is found by its record (contact_record) and by its customer and time (contact_time). A key of customer and
-- record beside them answered nothing more; being in random order it cost more than any other. Only where Citus spreads
-- rows over machines must a unique key have the customer in it.

DROP INDEX contact_received;
DROP INDEX contact_started;
--pg ALTER TABLE contact DROP CONSTRAINT contact_pkey;
--sqlite CREATE TABLE contact_narrower (tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL, rev {count} NOT NULL, device_id {int} NOT NULL, device_seq {big} NOT NULL, started_at {big} NOT NULL, ended_at {big} NOT NULL, device_started_at {big} NOT NULL, clock_flags {sm} NOT NULL DEFAULT 0, received_at {big} NOT NULL, channel {sm} NOT NULL, reason_id {int} NOT NULL, family_id {int} NOT NULL, agent_id {int} NOT NULL, queue_id {int} NOT NULL, outcome {sm} NOT NULL, disposition_id {int} NOT NULL, unlinkable {sm} NOT NULL DEFAULT 0, skip {sm} NOT NULL DEFAULT 0, excluded {int} NOT NULL DEFAULT 0, handle_ms {big}, payload text NOT NULL, facts {int} NOT NULL DEFAULT 0, lang_id {int} NOT NULL DEFAULT 0, acw_ms {big}){end};
--sqlite INSERT INTO contact_narrower SELECT * FROM contact ORDER BY rowid;
--sqlite DROP TABLE contact;
--sqlite ALTER TABLE contact_narrower RENAME TO contact;
--sqlite CREATE UNIQUE INDEX contact_record ON contact (tenant_id, record_id);
--sqlite CREATE INDEX contact_time ON contact (tenant_id, customer_key, started_at, record_id, ended_at, facts, channel, family_id, reason_id, queue_id, agent_id, lang_id, handle_ms, acw_ms);
--sqlite CREATE INDEX contact_device ON contact (tenant_id, device_id, device_seq);
CREATE INDEX contact_started ON contact (tenant_id, started_at);

-- What is to be counted is taken customer by customer.
DROP INDEX dirty_seq;
--sqlite CREATE INDEX dirty_customer ON dirty (tenant_id, customer_key);

-- A name is looked up by itself, never by way of all numbers of its kind.
DROP INDEX name_number;
CREATE UNIQUE INDEX name_number ON name (tenant_id, name_id, kind);

-- Until a table is first analyzed PostgreSQL takes a tenant for a two hundredth of it, and would rather read all of a
-- tenant's contacts than look 500 of them up. Rows that nobody ever sees tell it otherwise from the first minute on.
--pg ALTER TABLE contact ALTER COLUMN tenant_id SET (n_distinct = 1);
--pg ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
--pg INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at, ended_at, device_started_at, received_at, channel, reason_id, family_id, agent_id, queue_id, outcome, disposition_id, payload) SELECT -n, CAST(md5(CAST(n AS text)) AS uuid), CAST(md5(CAST(-n AS text)) AS uuid), 1, n, n, n, n, n, n, 0, n, n, n, n, 0, n, repeat('x', 500) FROM generate_series(1, 2000) n;
--pg ANALYZE contact;
--pg DELETE FROM contact WHERE tenant_id < 0;
--pg ALTER TABLE contact FORCE ROW LEVEL SECURITY;

-- A review is looked up by its record whenever an excluded contact comes in, and there are few of them.
CREATE INDEX exclusion_review_record ON exclusion_review (tenant_id, record_id) WHERE approved IS NOT NULL;

--citus ALTER TABLE contact ADD CONSTRAINT contact_pkey PRIMARY KEY (tenant_id, customer_key, record_id);
