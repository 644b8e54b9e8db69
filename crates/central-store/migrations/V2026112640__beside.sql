-- 1 where somebody else said something of a contact: a review, a survey. In mid-call what is beside a contact is looked for
-- only where its row says so.
ALTER TABLE contact ADD COLUMN beside {sm} NOT NULL DEFAULT 0;

--pg ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE survey NO FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE exclusion_review NO FORCE ROW LEVEL SECURITY;
UPDATE contact SET beside = 1 FROM survey s
  WHERE s.tenant_id = contact.tenant_id AND s.customer_key = contact.customer_key AND s.record_id = contact.record_id;
UPDATE contact SET beside = 1 FROM exclusion_review x
  WHERE x.tenant_id = contact.tenant_id AND x.customer_key = contact.customer_key AND x.record_id = contact.record_id
    AND x.approved IS NOT NULL;
--pg ALTER TABLE contact FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE survey FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE exclusion_review FORCE ROW LEVEL SECURITY;
