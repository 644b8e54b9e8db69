-- How each identity came to its person, so that what was learnt after a merge goes back with whom it came; and
-- contacts of the erased, which no late copy brings back, whichever customer an older one names.
--pg ALTER TABLE alias NO FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE merge NO FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE merge_identity NO FORCE ROW LEVEL SECURITY;
ALTER TABLE alias ADD COLUMN via {id};  -- the identity that it hangs on: all of a person's are a tree, the person's own key its root
UPDATE alias SET via = customer_key;
UPDATE alias SET via = m.gone_key FROM merge_identity i, merge m
  WHERE i.tenant_id = alias.tenant_id AND i.alias_hash = alias.alias_hash
    AND m.tenant_id = i.tenant_id AND m.merge_id = i.merge_id AND m.undone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM merge_identity j, merge n
      WHERE j.tenant_id = i.tenant_id AND j.alias_hash = i.alias_hash
        AND n.tenant_id = j.tenant_id AND n.merge_id = j.merge_id AND n.undone_at IS NULL AND n.merge_id < m.merge_id);
UPDATE alias SET via = m.kept_key FROM merge m
  WHERE m.tenant_id = alias.tenant_id AND m.gone_key = alias.alias_hash AND m.undone_at IS NULL;
--pg ALTER TABLE alias FORCE ROW LEVEL SECURITY;
--pg ALTER TABLE merge FORCE ROW LEVEL SECURITY;
DROP TABLE merge_identity;

CREATE TABLE erased_contact (   -- up to and including this revision it is refused
  tenant_id {int} NOT NULL, record_id {id} NOT NULL, rev {count} NOT NULL,
  PRIMARY KEY (tenant_id, record_id)
){end};
--pg ALTER TABLE erased_contact ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE erased_contact FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON erased_contact USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));


CREATE TABLE source_seen (      -- other systems that say how complete they are; who never does is not waited for
  tenant_id {int} NOT NULL, source_id {int} NOT NULL, heard_at {big} NOT NULL, complete_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, source_id)
){end};
--pg ALTER TABLE source_seen ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE source_seen FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON source_seen USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));

--citus SELECT create_reference_table(t) FROM unnest(ARRAY['erased_contact', 'source_seen']) t;
