//! Backup, restore and verify of a PostgreSQL database, through its own programs.

use std::fs;

use contact::protocol::Hello;
use serde_json::{Value, json};

use crate::desks::run_at;
use crate::process::{command, run, serve, told};
use crate::server::{On, admin, by_hand};
use crate::site::{client, id, record};

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_made_while_serving_becomes_a_store_with_another_epoch_and_without_the_erased() {
    if crate::on() == On::Sqlite {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path(), &[]);
    let token = server.desk(&run(folder.path(), &["enrol"])).await;
    let records: Vec<Value> =
        (0..60).map(|n| record(n, &format!("c-{}", n % 3), 1_700_000_000_000)).collect();
    let send = client().post(format!("{}/v1/records", server.url)).bearer_auth(&token);
    assert_eq!(send.json(&json!({"records": records})).send().await.unwrap().status(), 200);
    let epoch = async |url: &str| {
        let asked =
            client().get(format!("{url}/v1/hello")).bearer_auth(&token).send().await.unwrap();
        asked.json::<Hello>().await.unwrap().epoch
    };
    let first = epoch(&server.url).await;

    // The store's own role sees one tenant: it may look, and not copy.
    let copy = folder.path().join("copy.dump");
    let copy = copy.to_str().unwrap();
    let refused = command(folder.path(), &["backup", copy]);
    assert!(told(&refused).contains("BYPASSRLS"), "{}", told(&refused));
    let owner = admin(folder.path());
    run_at(&owner, &["backup", copy]);
    let verified: Value = serde_json::from_str(&run_at(&owner, &["verify", "--json"])).unwrap();
    assert_eq!(verified["contacts"], 60, "{verified}");
    run(folder.path(), &["verify"]);
    run_at(&owner, &["backup", folder.path().join("other.dump").to_str().unwrap()]);

    // One customer is erased after the copy.
    let mut psql = std::process::Command::new("psql");
    let text = "INSERT INTO erased SELECT tenant_id, customer_key, 5 FROM contact LIMIT 1;
        DELETE FROM contact WHERE customer_key IN (SELECT customer_key FROM erased)";
    assert!(psql.args(["-q", "-X", "-d", &owner, "-c", text]).status().unwrap().success());
    let list = folder.path().join("list");
    fs::write(&list, run(folder.path(), &["erasures"])).unwrap();

    let other = tempfile::tempdir().unwrap();
    let there = admin(other.path());
    let list = list.to_str().unwrap();
    run_at(&there, &["restore", copy, "--erasures", list]);
    let verified: Value = serde_json::from_str(&run_at(&there, &["verify", "--json"])).unwrap();
    assert_eq!((&verified["contacts"], &verified["erased"]), (&json!(40), &json!(1)), "{verified}");
    let again = serve(other.path(), &[]);
    assert_ne!(epoch(&again.url).await, first);
    let send = client().post(format!("{}/v1/records", again.url)).bearer_auth(&token);
    let late = json!({"records": [record(100, "c-100", 1_700_000_000_000)]});
    assert_eq!(send.json(&late).send().await.unwrap().status(), 200);

    for (from, words) in [(copy, "already"), (list, "no copy of a store"), ("nowhere", "nowhere")] {
        let database = if words == "already" {
            there.clone()
        } else {
            admin(tempfile::tempdir().unwrap().path())
        };
        let mut restore = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
        let output = restore.args(["restore", from, "--database", &database]).output().unwrap();
        assert!(
            !output.status.success() && told(&output).contains(words),
            "{from}: {}",
            told(&output)
        );
    }
    assert!(run(other.path(), &["verdicts"]).contains(&id(100)));

    // What a restore leaves that is killed before the erased are out again: nothing starts on it.
    let killed = tempfile::tempdir().unwrap();
    by_hand(killed.path(), "CREATE TABLE restore_unfinished ()");
    let mut restore = std::process::Command::new("pg_restore");
    restore.args(["--no-owner", "--no-privileges", "-d", &admin(killed.path()), copy]);
    assert!(restore.status().unwrap().success());
    for line in [&["serve", "--listen", "127.0.0.1:0"][..], &["verdicts"], &["enrol"], &["verify"]]
    {
        let refused = command(killed.path(), line);
        assert!(!refused.status.success(), "{line:?} on a restore that was not finished");
        assert!(told(&refused).contains("was not finished"), "{line:?}: {}", told(&refused));
    }
    // Nor is it copied, and another restore into it does not take the sign of it away.
    for line in [&["backup", "another.dump"][..], &["restore", copy]] {
        let mut asked = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
        asked.args(line).args(["--database", &admin(killed.path())]).current_dir(killed.path());
        assert!(!asked.output().unwrap().status.success(), "{line:?}");
    }
    assert!(told(&command(killed.path(), &["verify"])).contains("was not finished"));

    let before = epoch(&again.url).await;
    run(other.path(), &["new-epoch"]);
    assert_ne!(epoch(&serve(other.path(), &[]).url).await, before);
}

#[test]
fn every_tenant_of_a_dump_is_restored_without_its_erased_and_verified() {
    if crate::on() == On::Sqlite {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let lines: String = (0..30)
        .map(|n| format!("{}\n", record(n, &format!("c-{}", n % 3), 1_700_000_000_000)))
        .collect();
    fs::write(path("in.ndjson"), lines).unwrap();
    for tenant in ["1", "2"] {
        run(folder.path(), &["import", "contacts", "in.ndjson", "--tenant", tenant]);
    }
    let copy = path("copy.dump");
    run_at(&admin(folder.path()), &["backup", &copy]);
    by_hand(
        folder.path(),
        "INSERT INTO erased SELECT DISTINCT ON (tenant_id) tenant_id, customer_key, 5 FROM contact
           ORDER BY tenant_id, customer_key;
         DELETE FROM contact WHERE (tenant_id, customer_key) IN (SELECT tenant_id, customer_key FROM erased)",
    );
    let lists = ["1", "2"].map(|tenant| {
        let list = run(folder.path(), &["erasures", "--tenant", tenant]);
        fs::write(path(tenant), &list).unwrap();
        fs::write(path("nobody"), list.replace(":2,", ":9,")).unwrap();
        path(tenant)
    });
    let restore = |folder: &std::path::Path, lists: &[&str]| {
        let mut restore = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
        restore.args(["restore", &copy, "--database", &admin(folder)]);
        let output =
            restore.args(lists.iter().flat_map(|list| ["--erasures", list])).output().unwrap();
        (output.status.success(), told(&output))
    };
    let verified = |text: &str| serde_json::from_str::<Value>(text).unwrap();

    let other = tempfile::tempdir().unwrap();
    let (good, said) = restore(other.path(), &[&lists[0], &lists[1]]);
    assert!(good && said.contains("2 erasures hold; "), "{said}");
    let all = verified(&run_at(&admin(other.path()), &["verify", "--json"]));
    assert_eq!((&all["contacts"], &all["tenants"]), (&json!(40), &json!([1, 2])), "{all}");
    // The store's own role looks at one of them, and begins none by looking.
    let second = verified(&run(other.path(), &["verify", "--json", "--tenant", "2"]));
    assert_eq!((&second["contacts"], &second["tenants"]), (&json!(20), &json!([2])), "{second}");
    let refused = command(other.path(), &["verify", "--tenant", "7"]);
    assert!(!refused.status.success() && told(&refused).contains("tenant 7"), "{}", told(&refused));
    assert_eq!(
        verified(&run_at(&admin(other.path()), &["verify", "--json"]))["tenants"],
        json!([1, 2])
    );
    by_hand(other.path(), "DELETE FROM fcr_sum WHERE tenant_id = 2");
    let mut verify = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output = verify.args(["verify", "--database", &admin(other.path())]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success() && said.contains("sums of tenant 2 are not those"), "{said}");

    // Who has no list is named; a list of nobody in the copy is a mistake, and nothing starts on it.
    let half = tempfile::tempdir().unwrap();
    let (good, said) = restore(half.path(), &[&lists[0]]);
    assert!(good && said.contains("no erasure of tenant 2"), "{said}");
    let wrong = tempfile::tempdir().unwrap();
    let (good, said) = restore(wrong.path(), &[&path("nobody")]);
    assert!(!good && said.contains("erasures of tenant 9"), "{said}");
    let refused = command(wrong.path(), &["verdicts"]);
    assert!(
        !refused.status.success() && told(&refused).contains("was not finished"),
        "{}",
        told(&refused)
    );
}
