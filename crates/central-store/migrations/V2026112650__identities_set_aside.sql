-- By what else the customer of a record that was set aside is known. The record itself keeps no identity, and without these one
-- that is tried again would be stored and teach nobody who is one person.

CREATE TABLE quarantine_identity (
  tenant_id {int} NOT NULL, device_id {int} NOT NULL, record_id {id} NOT NULL, rev {count} NOT NULL, body_hash {bytes} NOT NULL,
  place {sm} NOT NULL,          -- in the order in which they came: 0 is whose contact it is
  alias_hash {id} NOT NULL, kind {sm} NOT NULL,
  customer_key {id} NOT NULL, received_at {big} NOT NULL,   -- those of the record: it goes with it
  PRIMARY KEY (tenant_id, device_id, record_id, rev, body_hash, place)
){end};

--pg ALTER TABLE quarantine_identity ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE quarantine_identity FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON quarantine_identity USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--citus SELECT create_reference_table('quarantine_identity');
