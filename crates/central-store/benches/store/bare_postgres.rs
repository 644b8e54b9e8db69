//! Bare PostgreSQL beside it: the tables that the design began with, into which rows go that were made
//! ahead: nothing is read, checked, hashed, looked up or answered. What a core of this machine appends in
//! this way is what the goal for the store's own append was set by.

use std::path::Path;

use postgres::types::ToSql;
use postgres::{Client, NoTls};
use uuid::Uuid;

use crate::cpu::Cpu;
use crate::made::Made;
use crate::servers;
use crate::table::Table;

/// Five indexes in two tables: the key, a covering one by customer and time, by device, by arrival; and the
/// queue's.
const TABLES: &str =
    "CREATE TABLE contact (tenant_id int NOT NULL, customer_key uuid NOT NULL, record_id uuid NOT NULL,
       rev int NOT NULL, device_id int NOT NULL, device_seq bigint NOT NULL, started_at bigint NOT NULL,
       ended_at bigint NOT NULL, received_at bigint NOT NULL, channel smallint NOT NULL,
       family_id int NOT NULL, agent_id int NOT NULL, outcome smallint NOT NULL,
       excluded int NOT NULL, payload text NOT NULL, prev_end bigint, next_start bigint,
       PRIMARY KEY (tenant_id, customer_key, record_id)) WITH (fillfactor = 85);
     CREATE INDEX ON contact (tenant_id, customer_key, started_at, record_id)
       INCLUDE (ended_at, family_id, excluded, channel);
     CREATE INDEX ON contact (tenant_id, device_id, device_seq);
     CREATE INDEX ON contact (tenant_id, received_at);
     CREATE TABLE dirty (tenant_id int NOT NULL, customer_key uuid NOT NULL,
       seq bigint GENERATED ALWAYS AS IDENTITY, lo bigint NOT NULL, hi bigint NOT NULL,
       PRIMARY KEY (tenant_id, customer_key, seq))";

/// A column at a time, as the store does it.
const ROWS: &str = "INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at,
      ended_at, received_at, channel, family_id, agent_id, outcome, excluded, payload)
    SELECT 1, unnest(CAST($1 AS uuid[])), unnest(CAST($2 AS uuid[])), 1, 1,
      unnest(CAST($3 AS bigint[])), unnest(CAST($4 AS bigint[])), unnest(CAST($5 AS bigint[])), $6,
      unnest(CAST($7 AS smallint[])), unnest(CAST($8 AS int[])), unnest(CAST($9 AS int[])), 1, 0,
      unnest(CAST($10 AS text[]))
    ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET rev = excluded.rev, payload = excluded.payload
      WHERE contact.rev < excluded.rev";
const QUEUE: &str = "INSERT INTO dirty (tenant_id, customer_key, lo, hi)
    SELECT 1, unnest(CAST($1 AS uuid[])), unnest(CAST($2 AS bigint[])), unnest(CAST($3 AS bigint[]))";

/// The columns of one transaction.
struct Columns {
    customers: Vec<Uuid>,
    records: Vec<Uuid>,
    numbers: Vec<i64>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    channels: Vec<i16>,
    families: Vec<i32>,
    agents: Vec<i32>,
    payloads: Vec<String>,
}

impl Columns {
    fn of(batch: &[Made]) -> Columns {
        // As scattered as a hash: customers lie in no order.
        let key = |made: &Made| {
            let half =
                u128::from(made.customer).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            Uuid::from_u128(half)
        };
        let mut batch = batch.to_vec();
        batch.sort_unstable_by_key(key);
        Columns {
            customers: batch.iter().map(key).collect(),
            records: batch.iter().map(Made::id).collect(),
            numbers: batch.iter().map(|made| i64::from(made.number)).collect(),
            starts: batch.iter().map(|made| made.start).collect(),
            ends: batch.iter().map(Made::end).collect(),
            channels: batch.iter().map(|made| i16::from(made.channel)).collect(),
            families: batch.iter().map(|made| i32::from(made.family)).collect(),
            agents: batch.iter().map(|made| i32::from(made.agent)).collect(),
            payloads: batch.iter().map(|made| made.json(1)).collect(),
        }
    }
}

/// How many records a core appends in a second.
pub(crate) fn measure(contacts: &[Made], folder: &Path, table: &mut Table) {
    let Some(bin) = servers::programs() else { return };
    std::fs::create_dir_all(folder).unwrap();
    servers::own(folder);
    let server = servers::Server::make(&bin, folder, "-c shared_buffers=1GB -c max_wal_size=4GB");
    let url = format!("postgres://postgres@127.0.0.1:{}/firsthand", server.port);
    let cpu = Cpu { postmaster: server.pid() };
    let mut client = Client::connect(&url, NoTls).unwrap();
    client.batch_execute(TABLES).unwrap();
    let (rows, queue) = (client.prepare(ROWS).unwrap(), client.prepare(QUEUE).unwrap());
    let batches: Vec<Columns> = contacts.chunks(500).map(Columns::of).collect();
    let before = cpu.used();
    for c in &batches {
        let mut transaction = client.transaction().unwrap();
        let now = 0_i64;
        let put: [&(dyn ToSql + Sync); 10] = [
            &c.customers,
            &c.records,
            &c.numbers,
            &c.starts,
            &c.ends,
            &now,
            &c.channels,
            &c.families,
            &c.agents,
            &c.payloads,
        ];
        transaction.execute(&rows, &put).unwrap();
        transaction.execute(&queue, &[&c.customers, &c.starts, &c.ends]).unwrap();
        transaction.commit().unwrap();
    }
    let used = cpu.used().since(before).all();
    let what = "the tables first planned: rows and queue, batch 500: records/s of a core";
    table.put("bare PostgreSQL", what, contacts.len() as f64 / used);
}
