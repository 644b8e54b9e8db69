-- Which articles answered a contact, as the number of their list (kind 7 of name): in the covering index, so that
-- figures by article read no record. Rows from before are filled by src/fcr/audit.rs.
ALTER TABLE contact ADD COLUMN articles_id {int} NOT NULL DEFAULT 0;
DROP INDEX contact_time;
CREATE INDEX contact_time ON contact (tenant_id, customer_key, started_at, record_id{inc}ended_at, facts, channel, family_id, reason_id, queue_id, agent_id, lang_id, handle_ms, acw_ms, articles_id);
