//! Backup while serving, restore, verify: real processes, real files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contact::protocol::{Hello, Receipt};
use serde_json::{Value, json};

use contact::{Contact, Secret};
use courier::{Courier, News, Standing};
use journal::Journal;

use crate::process::{Process, command, run, serve, told};
use crate::site::{NOW, client, id, record};

async fn send(server: &Process, token: &str, records: &[Value]) -> Receipt {
    let request = client().post(format!("{}/v1/records", server.url)).bearer_auth(token);
    request.json(&json!({"records": records})).send().await.unwrap().json().await.unwrap()
}

async fn epoch(server: &Process, token: &str) -> String {
    let request = client().get(format!("{}/v1/hello", server.url)).bearer_auth(token);
    request.send().await.unwrap().json::<Hello>().await.unwrap().epoch
}

fn ids(folder: &Path) -> BTreeSet<String> {
    let verdict = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let text = run(folder, &["verdicts"]);
    text.lines().map(|line| verdict(line)["contact_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_desks_send_is_whole_and_becomes_a_store_with_another_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path(), &[]);
    let token = server.desk(&run(folder.path(), &["enrol"])).await;
    let first = epoch(&server, &token).await;
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let sender = tokio::spawn({
        let (stop, count, token, url) =
            (Arc::clone(&stop), Arc::clone(&count), token.clone(), server.url.clone());
        async move {
            let client = client();
            while !stop.load(Ordering::SeqCst) {
                let n = count.load(Ordering::SeqCst);
                let records: Vec<_> = (n..n + 50)
                    .map(|n| record(n, &format!("c-{}", n % 97), 1_700_000_000_000))
                    .collect();
                let request = client.post(format!("{url}/v1/records")).bearer_auth(&token);
                request
                    .json(&json!({"records": records}))
                    .send()
                    .await
                    .unwrap()
                    .json::<Receipt>()
                    .await
                    .unwrap();
                count.fetch_add(50, Ordering::SeqCst);
            }
        }
    });
    let begun = Instant::now();
    while count.load(Ordering::SeqCst) < 2_000 {
        assert!(begun.elapsed() < Duration::from_secs(60), "too little is stored");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let known = count.load(Ordering::SeqCst);
    run(folder.path(), &["backup", "copy.db"]);
    assert!(
        count.load(Ordering::SeqCst) > known,
        "nothing was stored meanwhile: the test shows nothing"
    );
    run(folder.path(), &["verify"]);
    stop.store(true, Ordering::SeqCst);
    sender.await.unwrap();

    let again = command(folder.path(), &["backup", "copy.db"]);
    assert!(
        !again.status.success() && told(&again).contains("Nothing was overwritten"),
        "{}",
        told(&again)
    );
    let running = command(folder.path(), &["restore", "copy.db"]);
    assert!(
        !running.status.success() && told(&running).contains("Nothing was overwritten"),
        "{}",
        told(&running)
    );
    let live = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let from_running = command(live.path(), &["restore", store.to_str().unwrap()]);
    assert!(told(&from_running).contains("not a copy"), "{}", told(&from_running));

    // Another machine: everything that was acknowledged before the copy, and then some.
    let other = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    run(other.path(), &["restore", copy.to_str().unwrap()]);
    let restored = ids(other.path());
    assert!((0..known).all(|n| restored.contains(&id(n))), "{} of {known}", restored.len());
    assert!(restored.is_subset(&ids(folder.path())));
    let verified: Value = serde_json::from_str(&run(other.path(), &["verify", "--json"])).unwrap();
    assert_eq!(verified["contacts"], restored.len());

    // The desk's token still holds; the epoch tells it to compare; what it sends again is known.
    let other_server = serve(other.path(), &[]);
    assert_ne!(epoch(&other_server, &token).await, first);
    let last = count.load(Ordering::SeqCst) - 1;
    for (n, status) in [(0, "same"), (last, "stored")] {
        let record = record(n, &format!("c-{}", n % 97), 1_700_000_000_000);
        let receipt = send(&other_server, &token, &[record]).await;
        assert_eq!(json!(receipt.acks[0].status), status, "record {n}");
    }
}

#[test]
fn what_is_no_whole_copy_is_not_restored_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = (0..3_000)
        .map(|n| format!("{}\n", record(n, &format!("c-{n}"), 1_700_000_000_000)))
        .collect();
    fs::write(folder.path().join("in.ndjson"), lines).unwrap();
    run(folder.path(), &["import", "contacts", "in.ndjson"]);
    run(folder.path(), &["backup", "copy.db"]);
    let copy = fs::read(folder.path().join("copy.db")).unwrap();
    let mut torn = copy.clone();
    torn.truncate(copy.len() / 2);
    let mut scribbled = copy.clone();
    let middle = copy.len() / 2;
    scribbled[middle..middle + 8_192].fill(0xa5);
    let foreign = {
        let path = folder.path().join("foreign.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        fs::read(path).unwrap()
    };
    for (name, bytes) in [
        ("torn", torn),
        ("scribbled", scribbled),
        ("foreign", foreign),
        ("text", b"no database at all".to_vec()),
    ] {
        let other = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let from = folder.path().join(name);
        let output = command(other.path(), &["restore", from.to_str().unwrap()]);
        assert!(!output.status.success(), "{name} was restored");
        assert!(told(&output).contains("Nothing was made"), "{name}: {}", told(&output));
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0, "{name} left something");
    }
    let missing = command(folder.path(), &["backup", "nowhere/copy.db"]);
    assert!(told(&missing).contains("nowhere"), "{}", told(&missing));

    // `verify` names what was changed behind the store's back.
    let store = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    store.execute_batch("UPDATE contact SET payload = '{' WHERE record_id IN (SELECT record_id FROM contact LIMIT 2); DROP INDEX contact_started").unwrap();
    drop(store);
    let output = command(folder.path(), &["verify"]);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!output.status.success() && said.contains("contact_started"), "{said}");
    let store = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    store
        .execute_batch("CREATE INDEX contact_started ON contact (tenant_id, started_at, agent_id)")
        .unwrap();
    drop(store);
    let output = command(folder.path(), &["verify"]);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(said.contains("2 contacts whose record cannot be read"), "{said}");
}

#[test]
fn who_was_erased_after_the_copy_does_not_come_back_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = (0..30)
        .map(|n| format!("{}\n", record(n, &format!("c-{}", n % 3), 1_700_000_000_000)))
        .collect();
    fs::write(folder.path().join("in.ndjson"), lines).unwrap();
    run(folder.path(), &["import", "contacts", "in.ndjson"]);
    run(folder.path(), &["backup", "copy.db"]);
    let store = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    store
        .execute_batch(
            "INSERT INTO erased SELECT tenant_id, customer_key, 5 FROM contact LIMIT 1;
             DELETE FROM contact WHERE customer_key IN (SELECT customer_key FROM erased)",
        )
        .unwrap();
    drop(store);
    fs::write(folder.path().join("list"), run(folder.path(), &["erasures"])).unwrap();
    let other = tempfile::tempdir().unwrap();
    let (copy, list) = (folder.path().join("copy.db"), folder.path().join("list"));
    let line = ["restore", copy.to_str().unwrap(), "--erasures", list.to_str().unwrap()];
    let output = command(other.path(), &line);
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("1 erasures hold; 10 rows"), "{}", told(&output));
    assert_eq!(ids(other.path()).len(), 20);
    // Nor does a late upload bring them back.
    let again = folder.path().join("in.ndjson");
    let output = command(other.path(), &["import", "contacts", again.to_str().unwrap()]);
    assert!(told(&output).contains("0 stored, 20 known already"), "{}", told(&output));

    // Sums that somebody changed are found by counting everything anew.
    run(other.path(), &["verify"]);
    let store = rusqlite::Connection::open(other.path().join("store.db")).unwrap();
    store
        .execute_batch("DELETE FROM fcr_sum WHERE rowid = (SELECT min(rowid) FROM fcr_sum)")
        .unwrap();
    drop(store);
    let output = command(other.path(), &["verify"]);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!output.status.success() && said.contains("sums are not those"), "{said}");
}

#[test]
fn what_a_reviewer_said_is_in_the_figures_of_a_restored_copy() {
    let folder = tempfile::tempdir().unwrap();
    let asked = |n: u32| {
        let mut record = record(n, &format!("c-{n}"), 1_700_000_000_000);
        record["exclusion"] = json!({"reason": "x", "requested_by": "a"});
        record
    };
    let lines: String = (0..4).map(|n| format!("{}\n", asked(n))).collect();
    fs::write(folder.path().join("in.ndjson"), lines).unwrap();
    run(folder.path(), &["import", "contacts", "in.ndjson"]);
    run(folder.path(), &["exclusions", "approve", &id(2), "--by", "anna"]);
    let excluded = |folder: &Path| {
        let figures: Value = serde_json::from_str(&run(folder, &["fcr", "--json"])).unwrap();
        figures["verdicts"]["excluded"].clone()
    };
    assert_eq!(excluded(folder.path()), 1);
    run(folder.path(), &["backup", "copy.db"]);
    let other = tempfile::tempdir().unwrap();
    run(other.path(), &["restore", folder.path().join("copy.db").to_str().unwrap()]);
    assert_eq!(excluded(other.path()), 1);
    run(other.path(), &["verify"]);
}

/// Whatever the umask lets: the copy given here is one that everybody may read.
#[cfg(unix)]
#[test]
fn a_store_and_its_copies_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["enrol"]);
    run(folder.path(), &["backup", "copy.db"]);
    let copy = folder.path().join("copy.db");
    let open = folder.path().join("open.db");
    fs::copy(&copy, &open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    let other = tempfile::tempdir().unwrap();
    run(other.path(), &["restore", open.to_str().unwrap()]);
    for path in [folder.path().join("store.db"), copy, other.path().join("store.db")] {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
}

/// A file has one tenant, and that need not be the first.
#[test]
fn a_copy_of_any_tenant_becomes_that_tenants_store_without_its_erased() {
    let folder = tempfile::tempdir().unwrap();
    let second = |folder: &Path, line: &[&str]| {
        let output = command(folder, &[line, &["--tenant", "2"]].concat());
        assert!(output.status.success(), "{line:?}: {}", told(&output));
        (String::from_utf8(output.stdout.clone()).unwrap(), told(&output))
    };
    let lines: String = (0..30)
        .map(|n| format!("{}\n", record(n, &format!("c-{}", n % 3), 1_700_000_000_000)))
        .collect();
    let file = folder.path().join("in.ndjson");
    fs::write(&file, lines).unwrap();
    second(folder.path(), &["import", "contacts", file.to_str().unwrap()]);
    second(folder.path(), &["backup", "copy.db"]);
    let store = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    store
        .execute_batch(
            "INSERT INTO erased SELECT tenant_id, customer_key, 5 FROM contact LIMIT 1;
             DELETE FROM contact WHERE customer_key IN (SELECT customer_key FROM erased)",
        )
        .unwrap();
    drop(store);
    let list = second(folder.path(), &["erasures"]).0;
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (own, others) = (write("own", &list), write("others", &list.replace(":2,", ":3,")));
    let copy = folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();

    // Whoever names nobody means the first tenant, who is not in it.
    let other = tempfile::tempdir().unwrap();
    for (line, words) in [
        (vec!["restore", copy, "--erasures", &own], "--tenant 2"),
        (vec!["restore", copy, "--erasures", &others, "--tenant", "2"], "erasures of tenant 3"),
    ] {
        let refused = command(other.path(), &line);
        let told = told(&refused);
        assert!(!refused.status.success() && told.contains(words), "{line:?}: {told}");
        assert!(told.contains("Nothing was made"), "{told}");
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0, "{line:?} left something");
    }
    let said = second(other.path(), &["restore", copy, "--erasures", &own]).1;
    assert!(said.contains("1 erasures hold; 10 rows"), "{said}");
    assert_eq!(second(other.path(), &["verdicts"]).0.lines().count(), 20);
    let said = second(other.path(), &["import", "contacts", file.to_str().unwrap()]).1;
    assert!(said.contains("0 stored, 20 known already"), "{said}");

    // Nobody begins another tenant in it by leaving the number out; whether it is whole is seen all the same.
    for line in [&["enrol"][..], &["verdicts"], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = command(other.path(), line);
        assert!(!refused.status.success(), "{line:?} began another tenant");
        assert!(told(&refused).contains("--tenant 2"), "{line:?}: {}", told(&refused));
    }
    let verified: Value = serde_json::from_str(&run(other.path(), &["verify", "--json"])).unwrap();
    assert_eq!(
        (&verified["contacts"], &verified["tenants"]),
        (&json!(20), &json!([2])),
        "{verified}"
    );
    let store = rusqlite::Connection::open(other.path().join("store.db")).unwrap();
    store
        .execute_batch("DELETE FROM fcr_sum WHERE rowid = (SELECT min(rowid) FROM fcr_sum)")
        .unwrap();
    drop(store);
    for line in [&["verify"][..], &["verify", "--tenant", "2"]] {
        let said = String::from_utf8(command(other.path(), line).stdout).unwrap();
        assert!(said.contains("sums are not those"), "{line:?}: {said}");
    }
}

/// A desk that begins with the token in its journal, as one that is started does.
struct Seat {
    courier: Courier,
    journal: Journal,
    standing: Arc<Mutex<Standing>>,
}

impl Seat {
    fn start(journal: &Journal, server: &Process) -> Seat {
        courier::ready_tls();
        let token = journal.token().unwrap().unwrap();
        let begun = Instant::now();
        let since = move || contact::Ms::try_from(begun.elapsed().as_millis()).unwrap();
        let standing = Arc::new(Mutex::new(Standing::Unknown));
        let told = Arc::clone(&standing);
        let courier = Courier::start(courier::Settings {
            journal: journal.another().unwrap(),
            store: courier::Store::new(&server.url, token).unwrap(),
            wall: Arc::new(move || NOW + since()),
            mono: Arc::new(since),
            boot: "boot".into(),
            on_news: Arc::new(move |news| {
                if let News::Status(status) = news {
                    *told.lock().unwrap() = status.standing;
                }
            }),
        })
        .unwrap();
        Seat { courier, journal: journal.another().unwrap(), standing }
    }

    fn record(&self, n: u32) {
        let mut saved = record(n, "c-1", NOW - 3_600_000);
        saved.as_object_mut().unwrap().retain(|name, _| name != "seq" && name != "v");
        let saved: Contact = serde_json::from_value(saved).unwrap();
        self.journal.record(&saved, None, NOW, NOW).unwrap();
        self.courier.nudge();
    }

    fn token(&self) -> Secret {
        self.journal.token().unwrap().unwrap()
    }

    fn until(&self, what: &str, holds: impl Fn(&Seat) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            let standing = *self.standing.lock().unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "never {what}: {standing:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn is_through(&self) -> bool {
        self.journal.waiting(NOW).unwrap().lines == 0
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_whose_token_was_renewed_after_the_copy_goes_on_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path(), &[]);
    let first = Secret::new(server.desk(&run(folder.path(), &["enrol"])).await);
    let journal = Journal::open(&folder.path().join("journal.db"), NOW).unwrap().journal;
    journal.enrolled(&first, "{}").unwrap();
    // The token is older than a month by the time the store is asked.
    journal.set_setting("token_since", "1").unwrap();
    run(folder.path(), &["backup", "copy.db"]);
    let seat = Seat::start(&journal, &server);
    seat.record(1);
    seat.until("through", Seat::is_through);
    // It says hello with the new one, which voids the one before.
    seat.courier.now();
    let void = async || {
        let hello = client().get(format!("{}/v1/hello", server.url)).bearer_auth(first.reveal());
        hello.send().await.unwrap().status() == 401
    };
    let begun = Instant::now();
    while !void().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "the first token is good for ever");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    seat.courier.stop();
    let second = journal.token().unwrap().unwrap();
    assert_ne!(second, first);

    drop(server);
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    run(folder.path(), &["restore", "copy.db"]);
    let server = serve(folder.path(), &[]);
    let seat = Seat::start(&journal, &server);
    seat.record(2);
    seat.until("through", |seat| {
        seat.is_through() && seat.journal.to_reconcile().unwrap().is_none() && seat.token() != first
    });
    let third = seat.token();
    assert_ne!(third, second, "what the copy does not know is of no use");
    seat.until("there again", |_| ids(folder.path()) == BTreeSet::from([id(1), id(2)]));
    assert_eq!(*seat.standing.lock().unwrap(), Standing::Linked);

    // Who was revoked stays out, with whatever token.
    run(folder.path(), &["revoke", "--desk", "1"]);
    seat.record(3);
    seat.until("signed out", |seat| *seat.standing.lock().unwrap() == Standing::SignedOut);
    assert!(!seat.is_through());
    assert_eq!(seat.token(), third);
    seat.courier.stop();
}
