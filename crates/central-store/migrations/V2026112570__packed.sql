-- What the figures need of a contact is one packed column (src/fcr/packed.rs) in the covering index, in place of eleven:
-- a walk over everything pays for every column that it is handed. Columns that nothing else asks by are gone. On SQLite
-- the rows go over into a new table, in one pass, by a function of this program (packed::teach); PostgreSQL
-- writes its table anew in place, also in one pass. Either way there is room for both at once on the disk until the end.
DROP INDEX contact_time;

--sqlite CREATE TABLE contact_packed (tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL, rev {count} NOT NULL, device_id {int} NOT NULL, device_seq {big} NOT NULL, started_at {big} NOT NULL, ended_at {big} NOT NULL, device_started_at {big} NOT NULL, clock_flags {sm} NOT NULL DEFAULT 0, received_at {big} NOT NULL, reason_id {int} NOT NULL, family_id {int} NOT NULL, agent_id {int} NOT NULL, unlinkable {sm} NOT NULL DEFAULT 0, excluded {int} NOT NULL DEFAULT 0, packed {bytes} NOT NULL, payload text NOT NULL){end};
--sqlite INSERT INTO contact_packed SELECT tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at, ended_at, device_started_at, clock_flags, received_at, reason_id, family_id, agent_id, unlinkable, (facts >> 4) & 3, packed_1(started_at, ended_at, facts, channel, handle_ms, acw_ms, family_id, reason_id, queue_id, agent_id, lang_id, articles_id), payload FROM contact ORDER BY rowid;
--sqlite DROP TABLE contact;
--sqlite ALTER TABLE contact_packed RENAME TO contact;
--sqlite CREATE UNIQUE INDEX contact_record ON contact (tenant_id, record_id);
--sqlite CREATE INDEX contact_device ON contact (tenant_id, device_id, device_seq);
--sqlite CREATE INDEX contact_started ON contact (tenant_id, started_at);

--pg CREATE FUNCTION packed_number(n bigint) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$ DECLARE whole bytea := ''; BEGIN WHILE n < 0 OR n > 127 LOOP whole := whole || set_byte('\x00', 0, CAST((n & 127) | 128 AS integer)); n := (n >> 7) & 144115188075855871; END LOOP; RETURN whole || set_byte('\x00', 0, CAST(n AS integer)); END $$;
--pg ALTER TABLE contact ADD COLUMN packed bytea;
--pg ALTER TABLE contact ALTER COLUMN packed TYPE bytea USING set_byte('\x00', 0, 16 + CASE WHEN handle_ms IS NULL THEN 0 ELSE 1 END + CASE WHEN acw_ms IS NULL THEN 0 ELSE 2 END) || packed_number(started_at) || packed_number(ended_at - started_at) || packed_number(facts) || packed_number(channel) || packed_number(coalesce(handle_ms, 0)) || packed_number(coalesce(acw_ms, 0)) || packed_number(family_id) || packed_number(reason_id) || packed_number(queue_id) || packed_number(agent_id) || packed_number(lang_id) || packed_number(articles_id), ALTER COLUMN excluded TYPE integer USING (facts >> 4) & 3;
--pg DROP FUNCTION packed_number(bigint);
--pg ALTER TABLE contact ALTER COLUMN packed SET NOT NULL, DROP COLUMN channel, DROP COLUMN queue_id, DROP COLUMN outcome, DROP COLUMN disposition_id, DROP COLUMN skip, DROP COLUMN handle_ms, DROP COLUMN facts, DROP COLUMN lang_id, DROP COLUMN acw_ms, DROP COLUMN articles_id;
CREATE INDEX contact_time ON contact (tenant_id, customer_key, started_at, record_id{inc}packed);
-- A page of one agent's contacts among those of thousands.
CREATE INDEX contact_agent ON contact (tenant_id, agent_id, started_at);

-- As in V2026112532: with rows that nobody ever sees PostgreSQL knows a tenant and a customer's days before the table is
-- first analyzed; making the index anew had set that to nothing.
--pg ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
--pg INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at, ended_at, device_started_at, received_at, reason_id, family_id, agent_id, packed, payload) SELECT -n, CAST(md5(CAST(n AS text)) AS uuid), CAST(md5(CAST(-n AS text)) AS uuid), 1, n, n, t, t, t, t, n, n, n, CAST(repeat('x', 25) AS bytea), repeat('x', 500) FROM (SELECT n, CAST(n AS bigint) * 2000000000 AS t FROM generate_series(1, 2000) n) s;
--pg ANALYZE contact;
--pg DELETE FROM contact WHERE tenant_id < 0;
--pg ALTER TABLE contact FORCE ROW LEVEL SECURITY;
