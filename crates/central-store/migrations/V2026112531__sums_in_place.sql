-- The queue is taken oldest first: its entries then share the sums they move.
CREATE INDEX dirty_seq ON dirty (tenant_id, seq);

-- A sum moves often and is looked up by its key only. With room on its page its next form stays there, and the index
-- needs no entry for each.
--pg ALTER TABLE fcr_sum SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000);
