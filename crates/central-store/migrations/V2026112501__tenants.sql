-- What belongs to one tenant and not to the database: its secret, and how far its figures are kept.
CREATE TABLE tenant_fact (
  tenant_id {int} NOT NULL, k text NOT NULL, v text NOT NULL,
  PRIMARY KEY (tenant_id, k)
){end};
INSERT INTO tenant_fact (tenant_id, k, v) SELECT 1, k, v FROM store_meta WHERE k = 'secret';
DELETE FROM store_meta WHERE k = 'secret';

--pg ALTER TABLE tenant_fact ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE tenant_fact FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON tenant_fact USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE device ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE device FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON device USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON enrolment USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE read_key ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE read_key FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON read_key USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE name ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE name FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON name USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE survey ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE survey FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON survey USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE alias ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE alias FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON alias USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE dirty ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE dirty FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON dirty USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE fcr_day ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE fcr_day FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON fcr_day USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON quarantine USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE feed ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE feed FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON feed USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE erased ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE erased FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON erased USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
