-- The number under which the store confirmed a revision: what desk and store compare when the
-- store may have gone back in time. Rows from before have none and are sent again then.
ALTER TABLE contact ADD COLUMN seq INTEGER;
CREATE UNIQUE INDEX contact_seq ON contact (seq) WHERE seq IS NOT NULL;
