-- The store's tables, one text for SQLite and PostgreSQL. src/schema.rs fills the braces and picks the marked lines.
-- Times are milliseconds since 1970 on the store's clock; what the desk's own clock said is kept beside them.
-- Every key begins with the tenant, and every table of customers' data has customer_key in its key, so that
-- one customer's rows can live on one shard and no statement needs two customers' rows except to add them up.

CREATE TABLE store_meta (
  k text PRIMARY KEY,           -- 'epoch': changes when the store may have gone back in time · 'secret': keys the customers' hashes
  v text NOT NULL
){end};

CREATE TABLE device (
  tenant_id {int} NOT NULL, device_id {int} NOT NULL,
  name text NOT NULL,
  token_hash {bytes} NOT NULL,  -- SHA-256 of 256 random bits
  token_hash_next {bytes},      -- a second token is valid while it is being changed
  enrolled_at {big} NOT NULL, revoked_at {big},
  app_version text, protocol {int}, clock_offset_ms {big}, last_seen_at {big} NOT NULL,
  complete_at {big} NOT NULL,   -- up to here the desk has handed in everything it had
  max_seq {big} NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, device_id)
){end};
CREATE INDEX device_token ON device (token_hash);
CREATE INDEX device_token_next ON device (token_hash_next);

CREATE TABLE enrolment (        -- one-time codes; only their hashes
  tenant_id {int} NOT NULL, code_hash {bytes} NOT NULL, name text NOT NULL,
  made_at {big} NOT NULL, expires_at {big} NOT NULL, used_at {big}, device_id {int},
  PRIMARY KEY (tenant_id, code_hash)
){end};

CREATE TABLE read_key (         -- supervisors' keys to the board
  tenant_id {int} NOT NULL, key_hash {bytes} NOT NULL, name text NOT NULL,
  made_at {big} NOT NULL, revoked_at {big},
  PRIMARY KEY (tenant_id, key_hash)
){end};

CREATE TABLE name (             -- reasons, agents and queues as numbers. kind: 1 reason, 2 family, 3 agent, 4 queue, 5 outcome
  tenant_id {int} NOT NULL, kind {sm} NOT NULL, name text NOT NULL, name_id {int} NOT NULL,
  PRIMARY KEY (tenant_id, kind, name)
){end};
CREATE UNIQUE INDEX name_number ON name (tenant_id, kind, name_id);

CREATE TABLE contact (
  tenant_id {int} NOT NULL,
  customer_key {id} NOT NULL,   -- 16 bytes: keyed hash of the identity, made here; desks do not hold the secret
  record_id {id} NOT NULL,      -- the contact's UUIDv7: the idempotency key
  rev {count} NOT NULL,         -- counted by the writer; the highest wins, whatever the order of arrival
  device_id {int} NOT NULL, device_seq {big} NOT NULL,      -- device 0 is an import
  started_at {big} NOT NULL, ended_at {big} NOT NULL,
  device_started_at {big} NOT NULL,
  clock_flags {sm} NOT NULL DEFAULT 0,                      -- 1 shifted by the desk's offset, 2 held back from the future
  received_at {big} NOT NULL,
  channel {sm} NOT NULL, reason_id {int} NOT NULL, family_id {int} NOT NULL,  -- 0 is none
  agent_id {int} NOT NULL, queue_id {int} NOT NULL,
  outcome {sm} NOT NULL,        -- as the agent claimed: 0 unresolved, 1 resolved, 2 not said
  disposition_id {int} NOT NULL,
  unlinkable {sm} NOT NULL DEFAULT 0,                       -- nobody knew the customer: the key is the contact's own
  skip {sm} NOT NULL DEFAULT 0,
  excluded {int} NOT NULL DEFAULT 0,                        -- bits: 1 approved exclusion, 2 begun by an agent
  handle_ms {big},
  payload text NOT NULL,        -- the record as it came, without the customer, its place in the queue and its form
  prev_end {big}, next_start {big},                         -- nearest related contact each way: NULL until the evaluator fills them
  PRIMARY KEY (tenant_id, customer_key, record_id)
){end};
CREATE INDEX contact_time ON contact (tenant_id, customer_key, started_at, record_id{inc}ended_at, family_id, skip, excluded, channel);
CREATE {unique} INDEX contact_record ON contact (tenant_id, record_id);
CREATE INDEX contact_started ON contact (tenant_id, started_at, record_id);
CREATE INDEX contact_device ON contact (tenant_id, device_id, device_seq);
CREATE INDEX contact_received ON contact (tenant_id, received_at);

CREATE TABLE survey (           -- a second writer gets a row of its own, so that rev has one owner
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, record_id {id} NOT NULL, source {sm} NOT NULL,
  rev {count} NOT NULL, resolved {sm}, answered_at {big} NOT NULL, answers text NOT NULL,
  PRIMARY KEY (tenant_id, customer_key, record_id, source)
){end};

CREATE TABLE alias (            -- several identities of one person
  tenant_id {int} NOT NULL, alias_hash {id} NOT NULL, customer_key {id} NOT NULL, since {big} NOT NULL,
  PRIMARY KEY (tenant_id, alias_hash)
){end};

CREATE TABLE dirty (            -- appended by ingest, drained by the evaluator, never updated
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, seq {serial}, lo {big} NOT NULL, hi {big} NOT NULL{dirtypk}
){end};

CREATE TABLE fcr_day (
  tenant_id {int} NOT NULL, def_id {int} NOT NULL, day {int} NOT NULL, queue_id {int} NOT NULL, channel {sm} NOT NULL, family_id {int} NOT NULL,
  contacts {big} NOT NULL, firsts {big} NOT NULL, resolved {big} NOT NULL, pending {big} NOT NULL,
  agent_yes {big} NOT NULL, agent_said {big} NOT NULL, survey_yes {big} NOT NULL, survey_said {big} NOT NULL,
  PRIMARY KEY (tenant_id, def_id, day, queue_id, channel, family_id)
){end};

CREATE TABLE quarantine (       -- acked, so that the queue moves on; a person looks at it; can be replayed
  tenant_id {int} NOT NULL, device_id {int} NOT NULL,
  record_id {id} NOT NULL,      -- the first half of the body's hash where no id could be read
  rev {count} NOT NULL, body_hash {bytes} NOT NULL,
  customer_key {id},            -- taken out of the body wherever that could be read
  code text NOT NULL, field text, why text NOT NULL, body {bytes} NOT NULL, received_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, device_id, record_id, rev, body_hash)
){end};

CREATE TABLE feed (             -- what goes down. scope: 1 articles, 2 codes. seq is given under one lock
  tenant_id {int} NOT NULL, scope {sm} NOT NULL, seq {big} NOT NULL, item text NOT NULL,
  op {sm} NOT NULL,             -- 1 put, 2 remove
  body_hash {bytes}, body text,
  PRIMARY KEY (tenant_id, scope, seq)
){end};
CREATE INDEX feed_item ON feed (tenant_id, scope, item, seq);

CREATE TABLE erased (           -- a key here is refused for ever: a late upload must not bring an erased person back
  tenant_id {int} NOT NULL, customer_key {id} NOT NULL, erased_at {big} NOT NULL,
  PRIMARY KEY (tenant_id, customer_key)
){end};

--pg ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
--pg ALTER TABLE contact FORCE ROW LEVEL SECURITY;
--pg CREATE POLICY tenant_only ON contact USING (tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS integer));
--pg ALTER TABLE contact SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
