//! Figures that move: late records, corrections, exclusions, filters and groups, persons joined and
//! erased; and a long random run against the rule.

use contact::Contact;
use contact::fcr::{Case, PRESETS_H, Policy, Relation, Tally, latest};
use central_store::{Basis, Filter, GroupBy, import};
use serde_json::{Value, json};

use crate::server::by_hand;
use crate::site::{HOUR, NOW, Site, id, open, record};

async fn verified(site: &Site, board: &str, query: &str) -> (u64, u64) {
    let figures = site.json(&format!("/v1/fcr?{query}"), board).await;
    let of = |name: &str| figures["verified"][name].as_u64().unwrap();
    (of("k"), of("n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_record_moves_a_published_figure_and_the_log_says_so() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let old = NOW - 200 * HOUR;
    site.send(&desk, &[record(1, "c-1", old), record(2, "c-2", old)]).await;
    assert_eq!(verified(&site, &board, "").await, (2, 2));
    let log = site.json("/v1/restatements", &board).await;
    assert_eq!(log, json!([]), "what was first told later is not restated");

    // The same customer came back within two days; the record comes a week late.
    site.send(&desk, &[record(3, "c-1", old + 30 * HOUR)]).await;
    assert_eq!(verified(&site, &board, "").await, (1, 2));
    assert_eq!(verified(&site, &board, "forward_h=24&backward_h=24").await, (3, 3));
    let log = site.json("/v1/restatements", &board).await;
    let rows = log.as_array().unwrap();
    let of = |hours: u64| rows.iter().find(|row| row["hours"] == hours);
    let two_days = of(48).expect("two days were published");
    assert_eq!((&two_days["before"], &two_days["after"]), (&json!([2, 2]), &json!([1, 2])));
    assert_eq!(two_days["why"], "late_record");
    assert!(of(720).is_none(), "a month was not");

    // A correction that takes the repeat to another matter.
    let mut other = record(3, "c-1", old + 30 * HOUR);
    other["revision"] = json!(2);
    other["reason"] = json!("network/slow");
    site.send(&desk, &[other]).await;
    assert_eq!(verified(&site, &board, "").await, (3, 3));
    let log = site.json("/v1/restatements", &board).await;
    assert!(log.as_array().unwrap().iter().any(|row| row["why"] == "correction"), "{log}");
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    let output = crate::process::command(site.folder.path(), &["restatements"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("late_record"), "{told}{}", crate::process::told(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_count_fewer_contacts_and_leave_neighbours_where_they_are() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let start = NOW - 200 * HOUR;
    let mut records: Vec<Value> = Vec::new();
    for n in 0..40 {
        let mut one = record(n, &format!("c-{}", n % 13), start + i64::from(n) * 3 * HOUR);
        one["queue"] = json!(["a", "b"][n as usize % 2]);
        one["channel"] = json!(["voice", "email", "chat"][n as usize % 3]);
        one["reason"] = json!(["billing/refund", "network/slow"][n as usize / 20]);
        one["agent"] = json!(["a1", "a2", "a3"][n as usize % 3]);
        one["lang"] = json!(["sv", "en"][n as usize % 2]);
        records.push(one);
    }
    site.send(&desk, &records).await;
    let whole = verified(&site, &board, "").await;
    // Every filter the same by sums and by counting anew: a relation of `any` or a watermark off
    // the hour is never answered from sums.
    for (one, groups) in
        [("queue", ["a", "b"].as_slice()), ("channel", &["voice", "email", "chat"])]
    {
        let figures = site.json(&format!("/v1/fcr?by={one}"), &board).await;
        assert_eq!(figures["basis"], "sums");
        assert_eq!(figures["groups"].as_array().unwrap().len(), groups.len());
        let mut sum = (0, 0);
        for name in groups {
            let narrow = site.json(&format!("/v1/fcr?{one}={name}"), &board).await;
            assert_eq!(narrow["basis"], "sums");
            let off = format!("/v1/fcr?{one}={name}&watermark_ms={}", NOW - 1);
            let off = site.json(&off, &board).await;
            assert_eq!(off["basis"], "sweep");
            for figure in ["verified", "claimed", "gross", "because", "presets", "one_and_done"] {
                assert_eq!(narrow[figure], off[figure], "{one}={name}: {figure}");
            }
            let group = figures["groups"].as_array().unwrap();
            let group = group.iter().find(|group| group["name"] == *name).unwrap();
            assert_eq!(group["verified"], narrow["verified"]);
            sum.0 += narrow["verified"]["k"].as_u64().unwrap();
            sum.1 += narrow["verified"]["n"].as_u64().unwrap();
        }
        assert_eq!(sum, whole, "the parts are the whole");
    }
    for by in ["agent", "language", "reason", "day"] {
        let figures = site.json(&format!("/v1/fcr?by={by}"), &board).await;
        let groups = figures["groups"].as_array().unwrap();
        let n: u64 = groups.iter().map(|g| g["verified"]["n"].as_u64().unwrap()).sum();
        assert_eq!(n, whole.1, "{by}");
    }
    // A time cut in two is the whole; the cut is on an hour, or anywhere.
    for cut in [start + 50 * HOUR, start + 50 * HOUR + 1] {
        let before = verified(&site, &board, &format!("to_ms={cut}")).await;
        let after = verified(&site, &board, &format!("from_ms={cut}")).await;
        assert_eq!((before.0 + after.0, before.1 + after.1), whole);
    }
    assert_eq!(verified(&site, &board, "queue=nobody").await, (0, 0));
    let both = site.json("/v1/fcr?queue=a&channel=voice", &board).await;
    assert_eq!(both["basis"], "sweep");
    assert!(both["verified"]["n"].as_u64().unwrap() > 0);
    for wrong in ["by=moon", "channel=pigeon", "from_ms=x", "queu=a"] {
        let answer = site.get(&format!("/v1/fcr?{wrong}"), &board).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_sum_is_found_and_mended() {
    let site = open().await;
    let desk = site.desk("d").await;
    site.send(&desk, &[record(1, "c-1", NOW - 100 * HOUR)]).await;
    while site.store.evaluate(100).await.unwrap() > 0 {}
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    // A contact that vanishes without a word, as by a hand in the database.
    by_hand(site.folder.path(), "DELETE FROM contact");
    assert!(site.store.audit(false).await.unwrap() > 0, "a wrong sum went unseen");
    let figures = site.json("/v1/fcr", &desk).await;
    assert!(figures["audit"]["differences"].as_u64().unwrap() > 0, "nobody is told");
    assert!(site.store.audit(true).await.unwrap() > 0);
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    assert_eq!(site.json("/v1/fcr", &desk).await["verified"]["n"], 0);
}

/// A small generator: xorshift64*, S. Vigna, "An experimental exploration of Marsaglia's xorshift
/// generators, scrambled", 2014.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
    }
}

/// `n` records, some late, some doubled, some corrected and then moved, linked or excluded.
fn stream(n: u32, dice: &mut Dice) -> Vec<Value> {
    let mut records: Vec<Value> = Vec::with_capacity(n as usize);
    let customers = u64::from(n / 8 + 2);
    let span = 60 * 24 * HOUR;
    while records.len() < n as usize {
        let number = u32::try_from(records.len()).unwrap();
        let kind = dice.below(20);
        if kind < 2 && number > 10 {
            let again = records[dice.below(u64::from(number)) as usize].clone();
            records.push(again);
            continue;
        }
        let corrected = kind < 5 && number > 10;
        let mut one = if corrected {
            let mut one = records[dice.below(u64::from(number)) as usize].clone();
            one["revision"] = json!(one["revision"].as_u64().unwrap() + 1 + dice.below(3));
            one
        } else {
            record(number, "", NOW - span + dice.below(span as u64) as i64)
        };
        // Two contents under one revision cannot both be true, so what is corrected is all decided
        // by the revision.
        let mut own = Dice(
            u64::from(one["contact_id"].as_str().unwrap().bytes().fold(7_u32, |h, b| {
                h.wrapping_mul(31).wrapping_add(u32::from(b))
            })) << 8
                | one["revision"].as_u64().unwrap(),
        );
        own.below(2);
        let whose = own.below(customers) * own.below(customers) / customers;
        one["customer"] = if own.below(30) == 0 { Value::Null } else { json!(format!("c-{whose}")) };
        one["reason"] =
            json!(["billing/refund", "billing/invoice", "network/slow", "network"][own.below(4) as usize]);
        if own.below(15) == 0 {
            one["reason"] = Value::Null;
        }
        one["claim"] = json!(["resolved", "resolved", "unresolved", "unknown"][own.below(4) as usize]);
        one["channel"] = json!(["voice", "email", "chat"][own.below(3) as usize]);
        one["initiated_by"] = json!(if own.below(12) == 0 { "agent" } else { "customer" });
        one["transferred"] = json!(own.below(15) == 0);
        one["survey"] = match own.below(12) {
            0 => json!("disputed"),
            1 => json!("confirmed"),
            2 => json!("invited"),
            _ => Value::Null,
        };
        one["exclusion"] = match own.below(20) {
            0 => json!({"reason": "x", "requested_by": "a", "reviewed_by": "s"}),
            1 => json!({"reason": "x", "requested_by": "a"}),
            _ => Value::Null,
        };
        let length = own.below(90) as i64 * 60_000 * if own.below(40) == 0 { 100 } else { 1 };
        one["end_ms"] = json!(one["start_ms"].as_i64().unwrap() + length.min(6 * 24 * HOUR));
        one["links"] = if own.below(60) == 0 {
            let other = own.below(u64::from(n)) as u32;
            let word = if own.below(2) == 0 { "same" } else { "different" };
            if json!(id(other)) == one["contact_id"] { json!({}) } else { json!({id(other): word}) }
        } else {
            json!({})
        };
        records.push(one);
    }
    // Delivered in some other order.
    for at in (1..records.len()).rev() {
        records.swap(at, dice.below(at as u64 + 1) as usize);
    }
    records
}

fn rule(cases: &[Case], policy: &Policy) -> Value {
    let mut tally = Tally::new(policy.clone(), NOW);
    tally.add_all(cases);
    serde_json::to_value(tally.report()).unwrap()
}

/// `FIRSTHAND_RECORDS=1000000 cargo test --release -p central-store a_long_random_run` is the long one.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_random_run_has_no_difference_from_the_rule() {
    let asked = std::env::var("FIRSTHAND_RECORDS").ok().and_then(|n| n.parse().ok());
    let n = asked.unwrap_or(3_000);
    let site = open().await;
    let records = stream(n, &mut Dice(0x9e37_79b9_7f4a_7c15));
    let mut text = Vec::new();
    for record in &records {
        text.extend_from_slice(record.to_string().as_bytes());
        text.push(b'\n');
    }
    let counts = import::contacts(&site.store, text.as_slice(), |_, rejected| {
        assert!(rejected.is_empty(), "{rejected:?}");
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(counts.lines, u64::from(n));
    let all = records.into_iter().map(|r| serde_json::from_value::<Contact>(r).unwrap());
    let cases: Vec<Case> = latest(all).iter().map(Case::from).collect();
    while site.store.evaluate(5_000).await.unwrap() > 0 {}
    for hours in PRESETS_H {
        let policy = Policy::preset(hours);
        let figures = site.store.figures(policy.clone()).await.unwrap();
        assert_eq!(figures.basis, Basis::Sums);
        assert_eq!(serde_json::to_value(&figures.report).unwrap(), rule(&cases, &policy), "{hours} h");
    }
    for (forward_h, backward_h, relation) in
        [(48, 48, Relation::Leaf), (24, 100, Relation::Any), (5, 0, Relation::Parent)]
    {
        let policy = Policy { forward_h, backward_h, relation, ..Policy::default() };
        let figures = site.store.figures(policy.clone()).await.unwrap();
        assert_eq!(figures.basis, Basis::Sweep);
        assert_eq!(serde_json::to_value(&figures.report).unwrap(), rule(&cases, &policy), "{policy:?}");
    }
    let filter = Filter { by: Some(GroupBy::Day), ..Filter::default() };
    let days = site.store.figures_of(Policy::default(), filter).await.unwrap();
    let sum: u64 = days.groups.unwrap().iter().map(|day| day.verified.k).sum();
    assert_eq!(sum, days.report.verified.k);
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    println!("{n} records, {} contacts: no difference", cases.len());
}
