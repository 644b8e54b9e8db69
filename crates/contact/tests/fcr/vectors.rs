//! Contacts with the verdicts and figures worked out beforehand: our own, and the published
//! worked example of the definition where it is at hand.

use std::collections::HashMap;
use std::path::Path;

use contact::fcr::{Case, Judged, Policy, Report, Tally, judge_all};
use contact::{Contact, ContactId, Ms};
use serde_json::{Value, json};

use crate::sample::{DAY, HOUR, MINUTE, id};

fn report(cases: &[Case], policy: &Policy, watermark: Ms) -> Report {
    let mut tally = Tally::new(policy.clone(), watermark);
    tally.add_all(cases);
    tally.report()
}

/// Compares shares given as `{"verified": [5, 12]}` with the report.
fn assert_shares(expected: &Value, report: &impl serde::Serialize, of: &str) {
    let shown = serde_json::to_value(report).unwrap();
    for (name, share) in expected.as_object().unwrap() {
        let found = json!([shown[name]["k"], shown[name]["n"]]);
        assert_eq!(*share, found, "{name} of {of}");
    }
}

/// `failed repeat_contact Q2`, with names for ids.
fn told(judged: &Judged, names: &HashMap<ContactId, String>) -> String {
    let line = serde_json::to_value(judged).unwrap();
    let words = ["verdict", "because"].into_iter().filter_map(|field| line[field].as_str());
    let other = judged.other.map(|other| names[&other].as_str());
    words.chain(other).collect::<Vec<_>>().join(" ")
}

struct Own {
    file: Value,
    cases: Vec<Case>,
    names: HashMap<ContactId, String>,
    watermark: Ms,
}

fn own() -> Own {
    let file: Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let at = |text: &str| {
        let (day, clock) = text.split_once(' ').unwrap();
        let mut parts = clock.split(':');
        let mut number =
            |unit: f64| (parts.next().map_or(0.0, |p| p.parse::<f64>().unwrap()) * unit) as Ms;
        let time = number(HOUR as f64) + number(MINUTE as f64) + number(1000.0);
        file["day_1_ms"].as_i64().unwrap() + (day.parse::<Ms>().unwrap() - 1) * DAY + time
    };
    let rows = file["contacts"].as_array().unwrap();
    let numbers: HashMap<&str, ContactId> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| (row["id"].as_str().unwrap(), id(place as u128 + 1)))
        .collect();
    let cases = rows.iter().map(|row| {
        let mut contact = row.as_object().unwrap().clone();
        let start = at(row["at"].as_str().unwrap());
        contact.insert("contact_id".into(), json!(numbers[row["id"].as_str().unwrap()]));
        contact.insert("start_ms".into(), json!(start));
        contact.insert("end_ms".into(), json!(start + row["minutes"].as_i64().unwrap() * MINUTE));
        contact.entry("channel").or_insert(json!("voice"));
        contact.entry("claim").or_insert(json!("resolved"));
        for said in ["same", "different"] {
            if let Some(other) = row[said].as_str() {
                contact.insert("links".into(), json!({ numbers[other].to_string(): said }));
            }
        }
        let contact: Contact = serde_json::from_value(Value::Object(contact)).unwrap();
        Case::from(&contact)
    });
    let (cases, watermark) = (cases.collect(), at(file["watermark"].as_str().unwrap()));
    let names = numbers.into_iter().map(|(name, id)| (id, name.to_owned())).collect();
    Own { cases, names, watermark, file }
}

#[test]
fn our_contacts_get_their_verdicts() {
    let own = own();
    let judged = judge_all(&own.cases, &Policy::default(), own.watermark);
    assert_eq!(judged.len(), 28);
    for (row, judged) in own.file["contacts"].as_array().unwrap().iter().zip(&judged) {
        assert_eq!(row["expect"], told(judged, &own.names), "{}", row["id"]);
    }
}

#[test]
fn our_contacts_give_their_figures() {
    let own = own();
    for row in own.file["figures"].as_array().unwrap() {
        let policy: Policy = serde_json::from_value(row["policy"].clone()).unwrap();
        let report = report(&own.cases, &policy, own.watermark);
        assert_shares(&row["expect"], &report, &row["policy"].to_string());
    }
    let report = report(&own.cases, &Policy::default(), own.watermark);
    assert_shares(&own.file["gross"], &report.gross, "gross");
    assert_eq!((report.net.verified, report.net.claimed), (report.verified, report.claimed));
    assert_eq!(report.pending, 1);
    let shown = serde_json::to_value(&report).unwrap();
    assert_eq!(shown["because"], own.file["because"]);
    assert_eq!(shown["verdicts"], own.file["verdicts"]);
    for (name, parts) in own.file["means"].as_object().unwrap() {
        let (sum, n) = (parts[0].as_f64().unwrap(), parts[1].as_f64().unwrap());
        assert_eq!(shown[name]["n"].as_f64(), Some(n), "how many of {name}");
        assert!((shown[name]["mean"].as_f64().unwrap() - sum / n).abs() < 1e-6, "{name}");
    }
}

#[test]
fn the_presets_are_the_policies_they_name() {
    let own = own();
    let presets = report(&own.cases, &Policy::default(), own.watermark).presets;
    assert_eq!(presets.iter().map(|p| p.hours).collect::<Vec<_>>(), [24, 48, 168, 720]);
    for preset in presets {
        let alone = report(&own.cases, &Policy::preset(preset.hours), own.watermark);
        assert_eq!(preset.verified, alone.verified);
        assert_eq!(preset.claimed, alone.claimed);
        assert_eq!(preset.precision, alone.precision);
        assert_eq!(preset.maturity, alone.maturity);
    }
}

#[test]
fn the_worked_example_comes_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fcr-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the worked example is not at hand (../shared/data/fcr-vectors.json)");
        return;
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let rows = file["contacts"].as_array().unwrap();
    let mut names = HashMap::new();
    let cases: Vec<Case> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let contact_id = id(place as u128 + 1);
            names.insert(contact_id, row["id"].as_str().unwrap().to_owned());
            let mut contact = row.as_object().unwrap().clone();
            contact.insert("contact_id".into(), json!(contact_id));
            contact.insert("follow_up_promised".into(), contact["follow_up"].clone());
            contact.remove("follow_up");
            if contact["excluded"] == json!(true) {
                contact.insert("exclusion".into(), json!({"reason": "x", "reviewed_by": "s"}));
            }
            Case::from(&serde_json::from_value::<Contact>(Value::Object(contact)).unwrap())
        })
        .collect();
    let watermark = file["watermark_ms"].as_i64().unwrap();
    let base: Policy = serde_json::from_value(file["policy"].clone()).unwrap();

    for (row, judged) in rows.iter().zip(judge_all(&cases, &base, watermark)) {
        let expected = row["expected"]["verdict"].as_str().unwrap();
        let expected = expected.replace(':', " ").replace("failed repeat", "failed repeat_contact");
        let other = row["expected"]["other"].as_str().map(|other| format!(" {other}"));
        let expected = expected + &other.unwrap_or_default();
        assert_eq!(told(&judged, &names), expected, "{}", row["id"]);
    }

    let figures = file["figures"].as_object().unwrap();
    assert_eq!(figures.len(), 7, "a policy was added to the example");
    for (name, expected) in figures {
        let mut watermark = watermark;
        let policy = match name.as_str() {
            "default" => base.clone(),
            "leaf" | "any" => serde_json::from_value(json!({ "relation": name })).unwrap(),
            "voice_only" => serde_json::from_value(json!({ "channels": ["voice"] })).unwrap(),
            "24h" => Policy::preset(24),
            "168h" => Policy::preset(168),
            "watermark_mon_10" => {
                watermark += 2 * DAY + 6 * HOUR; // Friday 18:00 to Monday 00:00
                base.clone()
            }
            other => panic!("the example has a policy this test does not know: {other}"),
        };
        assert_shares(expected, &report(&cases, &policy, watermark), name);
    }
    let report = report(&cases, &base, watermark);
    assert_eq!((report.naive.k, report.naive.n), (16, 20));
    assert!((report.verified.low - 0.193).abs() < 5e-4, "low is {}", report.verified.low);
    assert!((report.verified.high - 0.680).abs() < 5e-4, "high is {}", report.verified.high);
}
