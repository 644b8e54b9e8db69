//! Several centres in one PostgreSQL database: none sees another's rows, whoever asks.

use central_store::{Clock, Settings, Store};
use postgres::{Client, NoTls};

use crate::server::{admin, database};
use crate::site::{HOUR, NOW, record};

async fn import(store: &Store, customers: std::ops::Range<u32>) {
    let lines: Vec<String> =
        customers.map(|n| record(n, &format!("c-{n}"), NOW - 100 * HOUR).to_string()).collect();
    let text = lines.join("\n");
    central_store::import::contacts(store, text.as_bytes(), |_, _| Ok(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenant_never_sees_anothers_rows() {
    let folder = tempfile::tempdir().unwrap();
    let open = |tenant: i32| {
        let address = database(folder.path()).parse().unwrap();
        let settings = Settings { tenant, ..Settings::new(address, Clock::new(|| NOW)) };
        Store::open(&settings).unwrap()
    };
    let (one, two) = (open(1), open(2));
    import(&one, 0..5).await;
    // The same contacts by their ids, of other people: no clash.
    import(&two, 0..3).await;
    let count = async |store: &Store| {
        let figures = store.figures(Default::default()).await.unwrap();
        (figures.report.verified.n, store.audit(false).await.unwrap())
    };
    assert_eq!(count(&one).await, (5, 0));
    assert_eq!(count(&two).await, (3, 0));
    let key = one.board_key("floor").await.unwrap();
    assert!(one.who(key.reveal()).await.unwrap().is_some());
    assert!(two.who(key.reveal()).await.unwrap().is_none(), "another tenant's key");

    // The database itself refuses, not only the statements: as the store's role, without a tenant
    // there are no rows, and a row of another tenant cannot be written.
    let admin = admin(folder.path());
    std::thread::spawn(move || {
        let mut client = Client::connect(&admin, NoTls).unwrap();
        let tables: Vec<String> = client
            .query(
                "SELECT CAST(c.relname AS text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                 WHERE n.nspname = 'public' AND c.relkind = 'r'",
                &[],
            )
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert!(tables.len() > 12, "{tables:?}");
        let forced = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = to_regclass($1)";
        for table in &tables {
            assert!(client.query_one(forced, &[table]).unwrap().get::<_, bool>(0), "{table} is open");
        }
        client.batch_execute("SET ROLE firsthand_store").unwrap();
        let count = |client: &mut Client| -> i64 {
            client.query_one("SELECT count(*) FROM contact", &[]).unwrap().get(0)
        };
        assert_eq!(count(&mut client), 0, "rows without a tenant");
        client.batch_execute("SET app.tenant = '2'").unwrap();
        assert_eq!(count(&mut client), 3);
        let foreign = client.batch_execute(
            "INSERT INTO erased (tenant_id, customer_key, erased_at)
             VALUES (1, '00000000-0000-0000-0000-000000000000', 0)",
        );
        assert!(foreign.is_err(), "a row of another tenant was written");
        client.batch_execute("RESET app.tenant").unwrap();
        assert_eq!(count(&mut client), 0, "rows after the tenant was taken back");
    })
    .join()
    .unwrap();
}

#[test]
fn a_role_that_passes_over_the_rules_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let address = database(folder.path()).replace("firsthand@", "passing@");
    let admin = admin(folder.path());
    let ask = admin.clone();
    std::thread::spawn(move || {
        let mut client = Client::connect(&ask, NoTls).unwrap();
        client
            .batch_execute(
                "CREATE ROLE passing LOGIN BYPASSRLS; GRANT ALL ON SCHEMA public TO passing",
            )
            .unwrap();
    })
    .join()
    .unwrap();
    let settings = Settings::new(address.parse().unwrap(), Clock::new(|| NOW));
    let refused = Store::open(&settings).unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
}
