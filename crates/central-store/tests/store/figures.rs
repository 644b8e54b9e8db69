//! Verdicts and figures out of the real store, held to the rule itself.

use std::collections::{BTreeMap, BTreeSet};

use contact::fcr::{Case, Judged, PRESETS_H, Policy, Tally, Verdict, judge_all, latest};
use contact::{ArticleRole, Contact, ContactId};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, Site, id, open, record};

pub(crate) async fn verdicts(site: &Site, token: &str, query: &str) -> BTreeMap<ContactId, Judged> {
    let answer = site.get(&format!("/v1/verdicts?{query}"), token).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    let text = answer.text().await.unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Judged>(line).unwrap())
        .map(|judged| (judged.contact_id, judged))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_lists_contacts_with_their_chain_page_by_page() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let mut records: Vec<Value> =
        (0..6).map(|n| record(n, "c-1", NOW - 200 * HOUR + i64::from(n) * 10 * HOUR)).collect();
    for n in 6..9 {
        records.push(record(n, "c-2", NOW - 100 * HOUR));
    }
    records[2]["articles"] = json!([{"id": "KB-1", "version": 2, "lang": "sv", "role": "used"}]);
    site.send(&desk, &records).await;
    let mut rows: Vec<Value> = Vec::new();
    let mut query = String::from("limit=2");
    loop {
        let page = site.json(&format!("/v1/contacts?{query}"), &board).await;
        rows.extend(page["contacts"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => query = format!("limit=2&before={next}"),
            None => break,
        }
    }
    let ids: Vec<&str> = rows.iter().map(|row| row["contact_id"].as_str().unwrap()).collect();
    let wanted: Vec<String> = [8, 7, 6, 5, 4, 3, 2, 1, 0].map(id).into();
    assert_eq!(ids, wanted);
    let third = &rows[6];
    assert_eq!(third["verdict"], "not_first");
    assert_eq!(third["other"], json!(id(1)));
    assert_eq!(third["issue"], json!(id(0)), "the whole chain, not only the page");
    assert_eq!(third["articles"][0]["id"], "KB-1");
    assert_eq!((&third["agent"], &third["queue"]), (&json!("a7"), &json!("support-sv")));
    assert_eq!(rows[8]["because"], "repeat_contact");
    assert_eq!(rows[8]["customer"], rows[3]["customer"]);
    assert_ne!(rows[8]["customer"], rows[0]["customer"]);
    assert!(!rows.iter().any(|row| row.to_string().contains("c-1")), "a customer on the board");
    assert!(third.get("note").is_none(), "a note on the board");

    let narrow = site.json("/v1/contacts?forward_h=5&backward_h=5", &board).await;
    assert_eq!(narrow["contacts"][8]["verdict"], "passed");
    let email = site.json("/v1/contacts?channels=email,chat", &board).await;
    assert_eq!(email["contacts"], json!([]));
    for before in ["x", "1.2", "1"] {
        let answer = site.get(&format!("/v1/contacts?before={before}"), &board).send().await;
        assert_eq!(answer.unwrap().status(), 400, "{before}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_stream_past_one_chunk() {
    let site = open().await;
    let desk = site.desk("d").await;
    for batch in 0..10 {
        let records: Vec<Value> =
            (0..200).map(|n| record(batch * 200 + n, &format!("c-{n}"), NOW - HOUR)).collect();
        site.send(&desk, &records).await;
    }
    assert_eq!(verdicts(&site, &desk, "").await.len(), 2_000);
    // A reader that goes away in the middle leaves the store well.
    drop(site.get("/v1/verdicts", &desk).send().await.unwrap());
    assert_eq!(verdicts(&site, &desk, "").await.len(), 2_000);
}

/// Two revisions in one batch, each with an exclusion and another customer: what the first asked for
/// stayed behind under its customer, and the third could not move there.
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_corrected_twice_in_a_batch_and_back_is_stored() {
    let site = open().await;
    let desk = site.desk("d").await;
    let told = |revision: u32, customer: &str| {
        let mut told = record(1, customer, NOW - HOUR);
        told["revision"] = json!(revision);
        told["exclusion"] = json!({"reason": "x", "requested_by": "a", "reviewed_by": "s"});
        told
    };
    let both = [told(1, "c-1"), told(2, "c-2")];
    for batch in [&both[..], &[told(3, "c-1")][..]] {
        let receipt = site.send(&desk, batch).await;
        assert!(receipt.acks.iter().all(|ack| ack.why.is_none()), "{receipt:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_nobody_named_is_an_error_and_not_a_figure() {
    let site = open().await;
    let desk = site.desk("d").await;
    for (query, told) in [("team=north", "teams.toml"), ("by=team", "teams.toml")] {
        let answer = site.get(&format!("/v1/fcr?{query}"), &desk).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{query}");
        assert!(answer.text().await.unwrap().contains(told), "{query}");
    }
    std::fs::write(site.folder.path().join("teams.toml"), TEAMS).unwrap();
    central_store::import::team(&site.store, site.folder.path()).await.unwrap();
    let answer = site.get("/v1/fcr?team=west", &desk).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("no such team"));
    assert_eq!(site.json("/v1/fcr?team=north", &desk).await["verified"]["n"], 0);
    for path in ["/v1/verdicts?by=team", "/v1/verdicts?team=west&by=day", "/v1/verdicts?team=west"] {
        assert_eq!(site.get(path, &desk).send().await.unwrap().status(), 400, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_are_those_that_somebody_was_in_lately() {
    let site = open().await;
    let board = site.board().await;
    assert_eq!(site.json("/v1/teams", &board).await, json!([]), "nobody said who is in which");
    let text = "[[team]]\nname = \"old\"\nagents = [{agent = \"a1\", until = \"2025-03-05\"}]\n\
        [[team]]\nname = \"south\"\nagents = [{agent = \"a1\", from = \"2025-03-06\"}, \"a2\"]\n\
        [[team]]\nname = \"nobody\"\nagents = []\n";
    std::fs::write(site.folder.path().join("teams.toml"), text).unwrap();
    central_store::import::team(&site.store, site.folder.path()).await.unwrap();
    assert_eq!(site.json("/v1/teams", &board).await, json!(["old", "south"]));
    // The sixth of March begins as the last day of the old team ends.
    let sixth = NOW - 42 * HOUR;
    for (from, teams) in [(sixth - 1, json!(["old", "south"])), (sixth, json!(["south"]))] {
        assert_eq!(site.json(&format!("/v1/teams?from_ms={from}"), &board).await, teams);
    }
    let desk = site.desk("d").await;
    assert_eq!(site.get("/v1/teams", &desk).send().await.unwrap().status(), 403);
}

const REASONS: [Option<&str>; 5] =
    [None, Some("billing/refund"), Some("billing/invoice"), Some("network/slow"), Some("network")];
const CUSTOMERS: [Option<&str>; 4] = [None, Some("c-1"), Some("c-2"), Some("c-3")];
const CHANNELS: [&str; 3] = ["voice", "email", "chat"];
const AGENTS: [Option<&str>; 4] = [None, Some("a1"), Some("a2"), Some("a3")];
const ARTICLES: [&[(&str, u32)]; 4] =
    [&[], &[("KB-1", 1)], &[("KB-1", 2)], &[("KB-2", 1), ("KB-1", 2)]];
const TEAMS: &str = r#"
[[team]]
name = "north"
agents = ["a1", {agent = "a2", until = "2025-03-01"}]
[[team]]
name = "south"
agents = [{agent = "a2", from = "2025-03-02"}]
"#;
/// The end of 1 March 2025.
const MOVED: i64 = 1_740_873_600_000;
/// Filters of every kind, as addresses take them.
const FILTERS: [&str; 10] = [
    "team=north",
    "team=south",
    "team=south,north",
    "article=KB-1",
    "article=KB-1@2,KB-2",
    "agent=a2",
    "reason=billing",
    "reason=network/slow&channel=voice,email",
    "from_ms=1740700000000&to_ms=1741000000000",
    "team=north&article=KB-1@1&to_ms=1741000000000",
];
const GROUPS: [&str; 6] = ["team", "article", "article_version", "day", "week", "whole_reason"];

fn team(contact: &Contact) -> Option<&'static str> {
    match contact.agent.as_ref()?.as_str() {
        "a1" => Some("north"),
        "a2" => Some(if contact.end_ms <= MOVED { "north" } else { "south" }),
        _ => None,
    }
}

/// The groups that a contact is in.
fn groups(by: &str, contact: &Contact) -> BTreeSet<Option<String>> {
    let used = contact.articles.iter().filter(|article| article.role == ArticleRole::Used);
    match by {
        "team" => [team(contact).map(str::to_owned)].into(),
        "article" => used.map(|article| Some(article.id.clone())).collect(),
        "article_version" => used.map(|a| Some(format!("{}@{}", a.id, a.version))).collect(),
        "whole_reason" => [contact.reason.as_ref().map(|reason| reason.as_str().to_owned())].into(),
        // The first of January 1970 was a Thursday.
        "week" => [Some(((contact.end_ms - 1).div_euclid(24 * HOUR) + 3).div_euclid(7).to_string())].into(),
        // Midnight itself still belongs to the day before.
        _ => [Some((contact.end_ms - 1).div_euclid(24 * HOUR).to_string())].into(),
    }
}

/// Whether a filter takes a contact.
fn takes(filter: &str, contact: &Contact) -> bool {
    filter.split('&').all(|part| {
        let (name, list) = part.split_once('=').unwrap();
        let mut list = list.split(',');
        let number = || part.split_once('=').unwrap().1.parse::<i64>().unwrap();
        match name {
            "team" => list.any(|name| team(contact) == Some(name)),
            "article" => list.any(|name| {
                ["article", "article_version"]
                    .iter()
                    .any(|by| groups(by, contact).contains(&Some(name.to_owned())))
            }),
            "agent" => list.any(|name| contact.agent.as_ref().is_some_and(|a| a.as_str() == name)),
            "reason" => list.any(|name| contact.reason.as_ref().is_some_and(|r| r.is_under(name))),
            "channel" => list.any(|name| json!(contact.channel) == name),
            "from_ms" => contact.end_ms > number(),
            "to_ms" => contact.end_ms <= number(),
            other => panic!("{other}"),
        }
    })
}

/// The verdicts counted by hand: how many of each, and passed of mature first contacts.
fn counted<'a>(
    judged: impl Iterator<Item = (&'a Contact, &'a Judged)>,
    policy: &Policy,
) -> (BTreeMap<String, u64>, (u64, u64)) {
    let (mut verdicts, mut verified) = (BTreeMap::new(), (0, 0));
    for (contact, judged) in judged {
        let word = json!(judged.verdict).as_str().unwrap().to_owned();
        *verdicts.entry(word).or_default() += 1;
        let first = [Verdict::Passed, Verdict::Failed, Verdict::Pending].contains(&judged.verdict);
        let mature = policy.watermark(NOW) - contact.end_ms >= policy.forward_ms();
        verified.0 += u64::from(judged.verdict == Verdict::Passed);
        verified.1 += u64::from(first && mature);
    }
    (verdicts, verified)
}

/// Everything that is asked of some contacts, or of groups, held to the verdicts themselves.
async fn held_to(
    site: &Site,
    keys: [&str; 2],
    query: &str,
    policy: &Policy,
    known: &[(Contact, Judged)],
    (filters, by): (&[&str], &str),
) {
    let [desk, board] = keys;
    let pair = |ratio: &Value| (ratio["k"].as_u64().unwrap(), ratio["n"].as_u64().unwrap());
    for filter in filters {
        let asked = format!("{query}&{filter}");
        let some = || known.iter().filter(|(contact, _)| takes(filter, contact));
        let wanted: BTreeMap<ContactId, Judged> =
            some().map(|(_, judged)| (judged.contact_id, *judged)).collect();
        assert_eq!(verdicts(site, desk, &asked).await, wanted, "{asked}");
        let (report, _) = figures(site, desk, &asked).await;
        let (each, verified) = counted(some().map(|(contact, judged)| (contact, judged)), policy);
        for (word, count) in report["verdicts"].as_object().unwrap() {
            let wanted = each.get(word).copied().unwrap_or_default();
            assert_eq!(count.as_u64(), Some(wanted), "{asked}: {word}");
        }
        assert_eq!(pair(&report["verified"]), verified, "{asked}");
        let page = site.json(&format!("/v1/contacts?limit=200&{asked}"), board).await;
        let shown = page["contacts"].as_array().unwrap().iter().map(|row| {
            let id: ContactId = serde_json::from_value(row["contact_id"].clone()).unwrap();
            (id, row["verdict"].clone())
        });
        let wanted = wanted.iter().map(|(id, judged)| (*id, json!(judged.verdict)));
        assert_eq!(shown.collect::<BTreeMap<_, _>>(), wanted.collect(), "{asked}");
    }
    let report = site.json(&format!("/v1/fcr?{query}&by={by}"), desk).await;
    let mut wanted: BTreeMap<Option<String>, Vec<(&Contact, &Judged)>> = BTreeMap::new();
    for (contact, judged) in known {
        for group in groups(by, contact) {
            wanted.entry(group).or_default().push((contact, judged));
        }
    }
    let mut found: Vec<(Option<String>, (u64, u64))> = Vec::new();
    for group in report["groups"].as_array().unwrap() {
        let name = group["name"].as_str().map(str::to_owned);
        found.push((name, pair(&group["verified"])));
    }
    // Days and weeks are named by their dates; there it is enough that they hold the same.
    let of_time = by == "day" || by == "week";
    let plain = |name: &Option<String>| if of_time { None } else { name.clone() };
    let mut found: Vec<_> = found.iter().map(|(name, pair)| (plain(name), *pair)).collect();
    let mut wanted: Vec<_> = wanted
        .iter()
        .map(|(name, some)| (plain(name), counted(some.iter().copied(), policy).1))
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted, "by {by}");
}

/// Groups by sums are those of a sweep. All channels by name are a policy that sums are not kept of.
async fn same_groups(site: &Site, token: &str, query: &str) {
    for by in ["day", "week", "queue", "channel", "reason"] {
        let asked = format!("/v1/fcr?{query}&by={by}");
        let sums = site.json(&asked, token).await;
        let all = "voice,email,chat,whatsapp,sms,social,web,in_person";
        let sweep = site.json(&format!("{asked}&channels={all}"), token).await;
        assert_eq!((&sums["basis"], &sweep["basis"]), (&json!("sums"), &json!("sweep")), "{asked}");
        assert_eq!(sums["groups"], sweep["groups"], "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_correction_emptied_is_no_group() {
    let site = open().await;
    let desk = site.desk("d").await;
    let told = |revision: u32, queue: &str, reason: &str, start: i64| {
        let mut told = record(1, "c-1", start);
        (told["revision"], told["queue"], told["reason"]) =
            (json!(revision), json!(queue), json!(reason));
        told
    };
    site.send(&desk, &[told(1, "wrong", "sales/new", NOW - 900 * HOUR)]).await;
    site.send(&desk, &[told(2, "right", "billing/refund", NOW - 100 * HOUR)]).await;
    same_groups(&site, &desk, "forward_h=24&backward_h=24").await;
    let groups = site.json("/v1/fcr?by=queue", &desk).await["groups"].clone();
    let names: Vec<&Value> = groups.as_array().unwrap().iter().map(|group| &group["name"]).collect();
    assert_eq!(names, ["right"], "{groups}");
}

const CLAIMS: [&str; 3] = ["resolved", "unresolved", "unknown"];

/// Contact `n` in revision `revision`, everything about it at random.
pub(crate) fn revision(n: u32, revision: u32) -> impl Strategy<Value = Value> {
    let facts = (0..REASONS.len(), 0..CUSTOMERS.len(), 0..CHANNELS.len(), 0..CLAIMS.len());
    let times = (0..300_i64, 0..3_i64, any::<bool>());
    let flags = prop::bits::u8::masked(0b0011_1111);
    let link = prop::option::weighted(0.2, (0..12_u32, any::<bool>()));
    let by = (0..AGENTS.len(), 0..ARTICLES.len());
    (facts, times, flags, link, by).prop_map(
        move |((reason, whose, channel, claim), times, flags, link, (who, answered))| {
            let (quarter, minutes, agent) = times;
            let start = NOW - 300 * HOUR + quarter * HOUR;
            let mut record = json!({
                "contact_id": id(n), "revision": revision, "seq": n, "channel": CHANNELS[channel],
                "start_ms": start, "end_ms": start + minutes * 60_000, "claim": CLAIMS[claim],
                "initiated_by": if agent && flags & 1 == 1 { "agent" } else { "customer" },
                "transferred": flags & 6 == 6, "escalated": flags & 10 == 10,
                "follow_up_promised": flags & 20 == 20, "talk_ms": minutes * 60_000,
            });
            if let Some(agent) = AGENTS[who] {
                record["agent"] = json!(agent);
            }
            let article = |(id, version): &(&str, u32)| json!({"id": id, "version": version, "lang": "sv", "role": "used"});
            let mut articles: Vec<Value> = ARTICLES[answered].iter().map(article).collect();
            articles.push(json!({"id": "KB-9", "version": 1, "lang": "sv", "role": "viewed"}));
            record["articles"] = json!(articles);
            if let Some(customer) = CUSTOMERS[whose] {
                record["customer"] = json!(customer);
            }
            if let Some(reason) = REASONS[reason] {
                record["reason"] = json!(reason);
            }
            if flags & 34 == 34 {
                record["exclusion"] =
                    json!({"reason": "x", "requested_by": "a", "reviewed_by": "s"});
            }
            if flags & 36 == 36 {
                record["survey"] = json!("disputed");
            }
            if let Some((other, same)) = link
                && other != n
            {
                record["links"] = json!({id(other): if same { "same" } else { "different" }});
            }
            record
        },
    )
}

/// Every revision of up to twelve contacts, some twice, in any order, cut into batches.
fn stream() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let contacts = prop::collection::vec(1..4_u32, 1..12).prop_flat_map(|revisions| {
        let all: Vec<_> = (0..)
            .zip(revisions)
            .flat_map(|(n, most)| (1..=most).map(move |r| revision(n, r)))
            .collect();
        all
    });
    (contacts, prop::collection::vec(any::<prop::sample::Index>(), 0..8))
        .prop_map(|(mut records, doubled)| {
            let twice: Vec<Value> = doubled.iter().map(|d| d.get(&records).clone()).collect();
            records.extend(twice);
            records
        })
        .prop_flat_map(|records| (Just(records).prop_shuffle(), 1..7_usize))
        .prop_map(|(records, size)| records.chunks(size).map(<[Value]>::to_vec).collect())
}

pub(crate) fn policies() -> impl Strategy<Value = (String, Policy)> {
    let hours = prop::sample::select(vec![0_u32, 1, 24, 48, 168]);
    let relation = prop::sample::select(vec!["leaf", "parent", "any"]);
    let channels = prop::sample::select(vec!["", "voice", "voice,email"]);
    (hours.clone(), hours, relation, channels, 0..400_i64).prop_map(
        |(forward, backward, relation, channels, ago)| {
            let watermark = NOW - ago * HOUR;
            let mut query = format!(
                "forward_h={forward}&backward_h={backward}&relation={relation}&watermark_ms={watermark}"
            );
            let mut policy = json!({"forward_h": forward, "backward_h": backward,
                "relation": relation, "watermark_ms": watermark});
            if !channels.is_empty() {
                query.push_str(&format!("&channels={channels}"));
                policy["channels"] = json!(channels.split(',').collect::<Vec<_>>());
            }
            (query, serde_json::from_value(policy).unwrap())
        },
    )
}

/// The report as the store gives it, and how it was computed.
pub(crate) async fn figures(site: &Site, token: &str, query: &str) -> (Value, String) {
    let mut report = site.json(&format!("/v1/fcr?{query}"), token).await;
    let own = report.as_object_mut().unwrap();
    for name in ["missing", "epoch", "audit", "groups"] {
        own.remove(name);
    }
    let basis = own.remove("basis").unwrap().as_str().unwrap().to_owned();
    (report, basis)
}

/// The report as the rule has it. Through text, as the answer came: reading a float may change its
/// last bit.
pub(crate) fn rule(cases: &[Case], policy: &Policy) -> Value {
    let mut tally = Tally::new(policy.clone(), NOW);
    tally.add_all(cases);
    serde_json::from_str(&serde_json::to_string(&tally.report()).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_of_records_gives_the_rules_own_verdicts(batches in stream(), (query, policy) in policies(),
        filters in prop::sample::subsequence(FILTERS.to_vec(), 3), by in prop::sample::select(GROUPS.to_vec())) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let site = open().await;
            let (desk, board) = (site.desk("d").await, site.board().await);
            std::fs::write(site.folder.path().join("teams.toml"), TEAMS).unwrap();
            central_store::import::team(&site.store, site.folder.path()).await.unwrap();
            for batch in &batches {
                let receipt = site.send(&desk, batch).await;
                assert!(receipt.acks.iter().all(|ack| ack.why.is_none()), "{receipt:?}");
            }
            let all: Vec<Contact> = batches.iter().flatten()
                .map(|record| serde_json::from_value(record.clone()).unwrap()).collect();
            let newest = latest(all);
            let cases: Vec<Case> = newest.iter().map(Case::from).collect();
            let wanted: BTreeMap<ContactId, Judged> = judge_all(&cases, &policy, NOW)
                .into_iter().map(|judged| (judged.contact_id, judged)).collect();
            assert_eq!(verdicts(&site, &desk, &query).await, wanted);

            assert_eq!(figures(&site, &desk, &query).await.0, rule(&cases, &policy));
            let known: Vec<(Contact, Judged)> = newest.into_iter()
                .filter_map(|contact| Some((contact.clone(), *wanted.get(&contact.contact_id)?)))
                .collect();
            held_to(&site, [&desk, &board], &query, &policy, &known, (&filters, by)).await;
            // What is kept in sums, and the sums themselves.
            let ago = policy.watermark_ms.unwrap();
            for hours in PRESETS_H {
                let policy = Policy { watermark_ms: Some(ago), ..Policy::preset(hours) };
                let query = format!("forward_h={hours}&backward_h={hours}&watermark_ms={ago}");
                let (report, basis) = figures(&site, &desk, &query).await;
                assert_eq!(basis, "sums", "{query}");
                assert_eq!(report, rule(&cases, &policy), "{query}");
                same_groups(&site, &desk, &query).await;
            }
            assert_eq!(site.store.audit(false).await.unwrap(), 0, "sums that the audit finds wrong");
        });
    }
}
