-- The desk's own database. Times are UTC milliseconds, ids 16 bytes, bodies JSON text.

-- A contact in the making. At most one is the one on the screen; the others are parked.
CREATE TABLE draft (
    contact_id BLOB    NOT NULL PRIMARY KEY,
    revision   INTEGER NOT NULL,
    current    INTEGER NOT NULL CHECK (current IN (0, 1)),
    start_ms   INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    body       TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_current ON draft (current) WHERE current = 1;

-- Every revision that was ever recorded here. Rows are added and forgotten, never changed,
-- but for the moment of the store's receipt.
CREATE TABLE contact (
    contact_id  BLOB    NOT NULL,
    revision    INTEGER NOT NULL CHECK (revision > 0),
    customer    TEXT,
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL,
    due_ms      INTEGER,
    recorded_ms INTEGER NOT NULL,
    acked_ms    INTEGER,
    body        TEXT    NOT NULL,
    PRIMARY KEY (contact_id, revision)
) STRICT;
CREATE INDEX contact_customer ON contact (customer, start_ms);
CREATE INDEX contact_start ON contact (start_ms);
CREATE INDEX contact_due ON contact (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX contact_acked ON contact (acked_ms) WHERE acked_ms IS NOT NULL;

-- What the store has not confirmed yet. A number is given when a line is first taken to be
-- sent, so that a contact taken back in time leaves no gap.
CREATE TABLE outbox (
    contact_id    BLOB    NOT NULL,
    revision      INTEGER NOT NULL,
    seq           INTEGER UNIQUE,
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before_ms INTEGER NOT NULL,
    created_ms    INTEGER NOT NULL,
    problem       TEXT,
    draft         TEXT,
    PRIMARY KEY (contact_id, revision),
    FOREIGN KEY (contact_id, revision) REFERENCES contact (contact_id, revision)
) STRICT;
CREATE INDEX outbox_due ON outbox (not_before_ms) WHERE problem IS NULL;

-- Articles as they came, by language. `round` tells those of this walk through the feed from
-- those left over of an earlier one.
CREATE TABLE article (
    id         TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    updated    TEXT,
    arrived_ms INTEGER NOT NULL,
    round      INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    PRIMARY KEY (id, lang)
) STRICT;

-- Where the desk stands in each feed of the store.
CREATE TABLE cursor (
    scope TEXT    NOT NULL PRIMARY KEY,
    next  INTEGER NOT NULL,
    round INTEGER NOT NULL
) STRICT;

-- What the agent looked for, the latest few.
CREATE TABLE search (
    text  TEXT    NOT NULL PRIMARY KEY,
    at_ms INTEGER NOT NULL
) STRICT;

-- Settings, the centre's lists, the token, counters: one value a name.
CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
