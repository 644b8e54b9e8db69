-- What the telephone system said of each call of the last days, so that a restart in the middle of
-- a call, and an event that comes twice, change nothing. `contact_id` is its contact, once it has
-- one; `body` are the events as JSON, without what was said.
CREATE TABLE call (
    call_id    TEXT    NOT NULL PRIMARY KEY,
    contact_id BLOB,
    changed_ms INTEGER NOT NULL,
    body       TEXT    NOT NULL
) STRICT;
CREATE INDEX call_changed ON call (changed_ms);

-- Flags on articles and knowledge gaps that were recorded while nobody was on the line. They go
-- to the store with the next contact.
CREATE TABLE loose_end (
    id    INTEGER NOT NULL PRIMARY KEY,
    kind  TEXT    NOT NULL,
    at_ms INTEGER NOT NULL,
    body  TEXT    NOT NULL
) STRICT;
