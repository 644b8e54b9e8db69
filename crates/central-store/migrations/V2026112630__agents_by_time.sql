-- An agent's contacts are found in the index by time, which also says whose each is. An index by agent beside it was
-- written at a random place for every contact; now a page of one agent reads the entries of everybody's contacts back to
-- where it is full, and no row of them.
DROP INDEX contact_agent;
DROP INDEX contact_started;
CREATE INDEX contact_started ON contact (tenant_id, started_at, agent_id);

-- As in V2026112532, whenever an index of contact is made anew.
--pg ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
--pg INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at, ended_at, device_started_at, received_at, reason_id, family_id, agent_id, packed, payload) SELECT -n, CAST(md5(CAST(n AS text)) AS uuid), CAST(md5(CAST(-n AS text)) AS uuid), 1, n, n, t, t, t, t, n, n, n, CAST(repeat('x', 25) AS bytea), repeat('x', 500) FROM (SELECT n, CAST(n AS bigint) * 2000000000 AS t FROM generate_series(1, 2000) n) s;
--pg ANALYZE contact;
--pg DELETE FROM contact WHERE tenant_id < 0;
--pg ALTER TABLE contact FORCE ROW LEVEL SECURITY;
