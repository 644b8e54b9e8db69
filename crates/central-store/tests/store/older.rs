//! A store of an older version, with contacts in it, is brought up to date as it is opened.

use central_store::schema::{Dialect, migrations};
use central_store::{Settings, Store};
use contact::fcr::{Case, PRESETS_H, Policy};
use contact::{Channel, Contact};
use refinery::Target;
use serde_json::{Value, json};

use crate::figures::rule;
use crate::server::{On, by_hand, database};
use crate::site::{HOUR, NOW, id};

/// The version before what is counted of a contact was one column.
const BEFORE: i32 = 2026112550;
const MANY: u32 = 400;
/// In two bytes.
const QUEUE: u32 = 300;
/// Names as an older store numbered them: kind, name and number.
const NAMES: [(u8, &str, u32); 6] = [
    (1, "billing/refund", 1),
    (1, "tv/channels", 2),
    (2, "billing", 1),
    (2, "tv", 2),
    (3, "a7", 1),
    (4, "support-sv", QUEUE),
];

/// A record as it was kept, and whose it is.
fn made(n: u32) -> (Value, Option<u32>) {
    let start = NOW - i64::from(n) * 7 * HOUR;
    let reason = ["billing/refund", "tv/channels"][(n % 2) as usize];
    let mut record = json!({
        "contact_id": id(n), "revision": 1, "start_ms": start, "claim": if n.is_multiple_of(3) { "unresolved" } else { "resolved" },
        "end_ms": start + [0, 1, 127, 128, 300_000, 40 * HOUR][(n % 6) as usize],
        "channel": Channel::ALL[n as usize % Channel::ALL.len()], "initiated_by": if n.is_multiple_of(11) { "agent" } else { "customer" },
        "transferred": n.is_multiple_of(7), "escalated": n.is_multiple_of(13), "follow_up_promised": n.is_multiple_of(17),
        "reason": reason, "agent": "a7",
    });
    if !n.is_multiple_of(5) {
        record["talk_ms"] = json!([0, 250_000, 3 * HOUR, 1][(n % 4) as usize]);
    }
    if n % 4 == 1 {
        record["acw_ms"] = json!(n * 1_000);
    }
    if n.is_multiple_of(2) {
        record["queue"] = json!("support-sv");
    }
    if n % 8 == 3 {
        record["survey"] = json!(["confirmed", "disputed", "invited"][(n % 3) as usize]);
    }
    if n % 10 == 9 {
        record["exclusion"] = json!({"reason": "x", "requested_by": "a", "reviewed_by": "s"});
    }
    if n % 20 == 7 {
        record["links"] = json!({id(n - 2): if n % 40 == 7 { "same" } else { "different" }});
    }
    (record, (!n.is_multiple_of(19)).then_some(n % 9))
}

/// The bits that an older store had counted of it.
fn facts(contact: &Contact) -> u32 {
    let survey = contact.survey.as_ref();
    let answer = survey.and_then(|survey| survey.answer);
    let said = |word: &str| answer.is_some_and(|answer| json!(answer) == json!(word));
    let bits = [
        json!(contact.claim) == json!("resolved"),
        contact.transferred,
        contact.escalated,
        contact.follow_up_promised,
        contact.excluded(),
        json!(contact.initiated_by) == json!("agent"),
        contact.customer.is_none(),
        survey.is_some(),
        said("confirmed"),
        said("disputed"),
        !contact.links.is_empty(),
    ];
    bits.iter().zip(0..).fold(0, |all, (holds, bit)| all | u32::from(*holds) << bit)
}

/// Tables as they were, with the contacts in them.
fn older(folder: &std::path::Path) -> Vec<Contact> {
    let mut script = String::from(
        "INSERT INTO tenant_fact (tenant_id, k, v) VALUES (1, 'articles', '1'), (1, 'sums', 'gone'),
           (1, 'secret', '000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f');\n",
    );
    for (kind, name, number) in NAMES {
        script += &format!("INSERT INTO name (tenant_id, kind, name, name_id) VALUES (1, {kind}, '{name}', {number});\n");
    }
    // A key of sixteen bytes, in the words of each engine.
    let key = |number: u128| match crate::on() {
        On::Sqlite => format!("x'{number:032x}'"),
        On::Postgres => format!("CAST('{number:032x}' AS uuid)"),
    };
    let null = |ms: Option<i64>| ms.map_or("NULL".to_owned(), |ms| ms.to_string());
    let mut all = Vec::new();
    for n in 1..=MANY {
        let (record, whose) = made(n);
        let mut contact: Contact = serde_json::from_value(record.clone()).unwrap();
        contact.customer = whose.map(|whose| contact::Customer(format!("c-{whose}")));
        let record_id = u128::from_be_bytes(*contact.contact_id.as_bytes());
        let customer = whose.map_or(record_id, |whose| u128::from(whose) + 1);
        let (reason, channel) = (1 + n % 2, n as usize % Channel::ALL.len());
        script += &format!(
            "INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at, ended_at,
               device_started_at, received_at, channel, reason_id, family_id, agent_id, queue_id, outcome, disposition_id,
               unlinkable, excluded, handle_ms, payload, facts, lang_id, acw_ms, articles_id)
             VALUES (1, {}, {}, 1, 0, {n}, {start}, {}, {start}, {NOW}, {channel}, {reason}, {reason}, 1, {}, 0, 0,
               {}, 0, {}, '{record}', {}, 0, {}, 0);\n",
            key(customer),
            key(record_id),
            contact.end_ms,
            if contact.queue.is_some() { QUEUE } else { 0 },
            i32::from(whose.is_none()),
            null(contact.handle_ms()),
            facts(&contact),
            null(contact.acw_ms),
            start = contact.start_ms,
        );
        all.push(contact);
    }
    let target = Target::Version(BEFORE);
    match crate::on() {
        On::Sqlite => {
            let mut file = rusqlite::Connection::open(folder.join("store.db")).unwrap();
            migrations(Dialect::Sqlite).unwrap().set_target(target).run(&mut file).unwrap();
        }
        On::Postgres => {
            let url = database(folder);
            std::thread::scope(|scope| {
                let run = || {
                    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                    let some = migrations(Dialect::Postgres).unwrap();
                    some.set_target(target).run(&mut client).unwrap();
                };
                scope.spawn(run).join().unwrap();
            });
        }
    }
    by_hand(folder, &script);
    all
}

#[test]
fn contacts_of_an_older_version_are_counted_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let all = older(folder.path());
    let cases: Vec<Case> = all.iter().map(Case::from).collect();
    let settings = Settings::new(database(folder.path()).parse().unwrap(), central_store::Clock::new(|| NOW));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&settings).unwrap();
        for hours in PRESETS_H {
            // By kept sums, made anew out of what was brought over, and by a walk.
            let kept = Policy { watermark_ms: Some(NOW), ..Policy::preset(hours) };
            let walked = Policy { channels: Some(Channel::ALL.into_iter().collect()), ..kept.clone() };
            for (policy, basis) in [(kept, "sums"), (walked, "sweep")] {
                let figures = store.figures(policy.clone()).await.unwrap();
                assert_eq!(json!(figures.basis), basis);
                let report = serde_json::to_string(&figures.report).unwrap();
                assert_eq!(serde_json::from_str::<Value>(&report).unwrap(), rule(&cases, &policy));
            }
        }
        assert_eq!(store.audit(false).await.unwrap(), 0, "sums that the audit finds wrong");
        store.close().await;
    });
    // Every row says in the one column what its others and its record say.
    let verified = std::thread::scope(|scope| {
        scope.spawn(|| central_store::backup::verify(&settings)).join().unwrap().unwrap()
    });
    assert_eq!((verified.contacts, verified.findings), (u64::from(MANY), Vec::<String>::new()));
    // And where one does not, it is found.
    by_hand(folder.path(), "UPDATE contact SET ended_at = ended_at + 1 WHERE device_seq = 5;
        UPDATE contact SET excluded = 1 - excluded WHERE device_seq IN (2, 4)");
    let verified = std::thread::scope(|scope| {
        scope.spawn(|| central_store::backup::verify(&settings)).join().unwrap().unwrap()
    });
    assert_eq!(verified.findings, ["3 contacts that are counted as something else than they are"]);
}
