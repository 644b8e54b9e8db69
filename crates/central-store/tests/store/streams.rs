//! Any stream at all against the rule: contacts of desks and of other systems, late, doubled and
//! corrected in every way, surveys, persons joined and parted, reviews, erasures; two centres at once.
//!
//! What ought to come of it is worked out here by itself: persons are what hangs together in a set of
//! pairs, a contact is its highest revision, and so on; then the rule judges that.

use std::collections::{BTreeMap, BTreeSet};

use contact::fcr::{Case, Judged, PRESETS_H, Policy, judge_all};
use contact::{Contact, ContactId, Customer};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::figures::{figures, policies, revision, rule, verdicts};
use crate::server::{On, database};
use crate::site::{HOUR, NOW, Site, id, open, open_with};

/// What customers go by, and of which kind each is.
const IDENTITIES: [(&str, &str); 6] = [
    ("account", "c-0"),
    ("account", "c-1"),
    ("phone", "+46701740612"),
    ("phone", "+46701740613"),
    ("email", "sara@example.org"),
    ("email", "bo@example.org"),
];

/// One revision of a contact and by which identities it came.
#[derive(Clone, Debug)]
struct Told {
    n: u32,
    revision: u32,
    record: Value,
    by: Vec<usize>,
}

#[derive(Clone, Debug)]
enum Step {
    Contacts(Vec<Told>),
    Survey { n: u32, at: i64, answer: Option<bool> },
    /// A survey that names a customer and no contact.
    SurveyOf { whom: usize, at: i64, answer: Option<bool>, by: &'static str },
    Merge(usize, usize),
    /// Takes back one of the merges that were made.
    Part(usize),
    Review { n: u32, approve: bool, by: &'static str },
    Erase(usize),
    /// Some of what waits is counted.
    Count,
}

/// A third of all contacts come from another system.
fn of_source(n: u32) -> bool {
    n.is_multiple_of(3)
}

fn told(n: u32, number: u32) -> impl Strategy<Value = Told> {
    let by = prop::collection::vec(0..IDENTITIES.len(), 0..=if of_source(n) { 3 } else { 1 });
    (revision(n, number), by, 0..5_u8, 0..6_u8, 0..400_i64).prop_map(
        move |(mut record, by, exclusion, survey, hours)| {
            let mut once: Vec<usize> = Vec::new();
            for one in by {
                if !once.contains(&one) {
                    once.push(one);
                }
            }
            let fields = record.as_object_mut().unwrap();
            for field in ["customer", "seq", "exclusion", "survey"] {
                fields.remove(field);
            }
            let asked = |reason: &str| json!({"reason": reason, "requested_by": "a"});
            match exclusion {
                0 => drop(fields.insert("exclusion".into(), asked("x"))),
                1 => drop(fields.insert("exclusion".into(), asked("y"))),
                2 => {
                    let mut approved = asked("x");
                    approved["reviewed_by"] = json!("s");
                    fields.insert("exclusion".into(), approved);
                }
                _ => {}
            }
            let at = NOW - hours * HOUR;
            match survey {
                0 => drop(fields.insert("survey".into(), json!("disputed"))),
                1 => drop(fields.insert("survey".into(), json!({"answer": "confirmed", "at_ms": at}))),
                2 => drop(fields.insert("survey".into(), json!({"answer": "disputed", "at_ms": at}))),
                _ => {}
            }
            Told { n, revision: number, record, by: once }
        },
    )
}

/// Every revision of some contacts, some twice, among everything else that may happen.
fn stream() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let contacts = prop::collection::vec(1..4_u32, 2..10).prop_flat_map(|revisions| {
        let all: Vec<_> =
            (0..).zip(revisions).flat_map(|(n, most)| (1..=most).map(move |r| told(n, r))).collect();
        all
    });
    let all_told = (contacts, prop::collection::vec(any::<prop::sample::Index>(), 0..8))
        .prop_map(|(mut all, doubled)| {
            let twice: Vec<Told> = doubled.iter().map(|d| d.get(&all).clone()).collect();
            all.extend(twice);
            all
        })
        .prop_flat_map(|all| (Just(all).prop_shuffle(), 1..4_usize));
    let contacts = all_told.prop_map(|(all, size)| {
        let (theirs, own): (Vec<Told>, Vec<Told>) = all.into_iter().partition(|t| of_source(t.n));
        let batches = theirs.chunks(size).chain(own.chunks(size));
        batches.map(|batch| Step::Contacts(batch.to_vec())).collect::<Vec<_>>()
    });
    let who = || 0..IDENTITIES.len();
    let act = prop_oneof![
        4 => (0..10_u32, 0..400_i64, prop::option::weighted(0.7, any::<bool>()))
            .prop_map(|(n, hours, answer)| Step::Survey { n, at: NOW - hours * HOUR, answer }),
        4 => (who(), 0..400_i64, prop::option::weighted(0.7, any::<bool>()), any::<bool>())
            .prop_map(|(whom, hours, answer, ivr)| Step::SurveyOf {
                whom, at: NOW - hours * HOUR, answer, by: if ivr { "ivr" } else { "sms" },
            }),
        3 => (who(), who()).prop_map(|(kept, gone)| Step::Merge(kept, gone)),
        2 => (0..4_usize).prop_map(Step::Part),
        3 => (0..10_u32, any::<bool>(), prop::sample::select(vec!["a", "s2"]))
            .prop_map(|(n, approve, by)| Step::Review { n, approve, by }),
        1 => who().prop_map(Step::Erase),
        2 => Just(Step::Count),
    ];
    let acts = prop::collection::vec(act, 0..14);
    let one = |second: bool| {
        (contacts.clone(), acts.clone())
            .prop_map(move |(contacts, acts)| {
                contacts.into_iter().chain(acts).map(|step| (second, step)).collect::<Vec<_>>()
            })
    };
    let contacts_of_first = one(false);
    let contacts_of_second = one(true);
    (contacts_of_first, contacts_of_second)
        .prop_map(|(first, second)| [first, second].concat())
        .prop_shuffle()
}

/// A contact that is kept.
#[derive(Clone, Debug)]
struct Held {
    told: Told,
    /// The reason, whether it was approved, and by whom.
    review: Option<(String, bool, String)>,
}

/// What ought to be.
#[derive(Clone, Debug, Default)]
struct World {
    held: BTreeMap<u32, Held>,
    asked: BTreeMap<u32, Vec<(i64, Option<bool>)>>,
    /// Of customers: of whom, when, what they said, by what.
    asked_of: Vec<(usize, i64, Option<bool>, &'static str)>,
    /// Contacts of the erased, up to which revision.
    gone: BTreeMap<u32, u32>,
    erased: BTreeSet<usize>,
    /// Identities that are one person, two at a time, the second hanging on the first, and by which merge.
    pairs: Vec<(usize, usize, Option<u64>)>,
    /// Identities whose kind was told.
    kinds: BTreeSet<usize>,
    merges: BTreeSet<u64>,
    /// Identities that somebody parted: they are not joined by themselves again.
    parted: BTreeSet<usize>,
}

impl World {
    fn person(&self, one: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::from([one]);
        loop {
            let before = all.len();
            for (a, b, _) in &self.pairs {
                if all.contains(a) || all.contains(b) {
                    all.extend([*a, *b]);
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }

    /// The identity that stands for a person: the one that hangs on no other.
    fn root(&self, one: usize) -> usize {
        let on = self.pairs.iter().find(|(_, hanging, _)| *hanging == one);
        on.map_or(one, |(on, _, _)| self.root(*on))
    }

    fn fresh(&self, one: usize) -> bool {
        self.person(one).len() == 1
            && !self.parted.contains(&one)
            && !self.held.values().any(|h| h.told.by.first() == Some(&one))
    }

    fn has_kind(&self, person: usize, of: usize) -> bool {
        let all = self.person(person);
        all.iter().any(|i| self.kinds.contains(i) && IDENTITIES[*i].0 == IDENTITIES[of].0)
    }

    /// Identities came together.
    fn hear(&mut self, by: &[usize], met: &BTreeSet<usize>) {
        let Some((first, also)) = by.split_first().filter(|(_, also)| !also.is_empty()) else { return };
        if self.erased.contains(first) {
            return;
        }
        let also: Vec<usize> = also.iter().copied().filter(|o| !self.erased.contains(o)).collect();
        self.kinds.insert(*first);
        self.kinds.extend(&also);
        for other in also {
            if self.person(*first).contains(&other) {
                continue;
            }
            let fresh = |one: &usize| !met.contains(one) && self.fresh(*one);
            if fresh(&other) && !self.has_kind(*first, other) {
                self.pairs.push((*first, other, None));
            } else if fresh(first) && !self.has_kind(other, *first) {
                self.pairs.push((other, *first, None));
            }
        }
    }

    fn take(&mut self, told: &Told) {
        let before = self.held.get(&told.n).map(|held| held.told.revision);
        let newer = before.is_none_or(|before| told.revision > before);
        let refused = self.gone.get(&told.n).is_some_and(|gone| told.revision <= *gone);
        // Everything here began before anybody was erased.
        let late = before.is_none() && told.by.iter().any(|one| self.erased.contains(one));
        let theirs = late || told.by.first().is_some_and(|own| self.erased.contains(own));
        if refused || (theirs && newer) {
            let gone = self.gone.entry(told.n).or_default();
            *gone = told.revision.max(*gone);
            if newer {
                self.held.remove(&told.n);
                self.asked.remove(&told.n);
            }
        } else if newer {
            let review = self.held.remove(&told.n).and_then(|held| held.review);
            self.held.insert(told.n, Held { told: told.clone(), review });
        }
    }

    fn erase(&mut self, one: usize) {
        let all = self.person(one);
        let theirs = |told: &Told| told.by.first().is_some_and(|own| all.contains(own));
        for (n, held) in self.held.extract_if(.., |_, held| theirs(&held.told)) {
            self.gone.insert(n, held.told.revision);
            self.asked.remove(&n);
        }
        self.asked_of.retain(|(whom, ..)| !all.contains(whom));
        self.pairs.retain(|(a, _, _)| !all.contains(a));
        self.kinds.retain(|kind| !all.contains(kind));
        self.erased.extend(all);
    }

    /// The contact that a survey of a customer is about.
    fn about(&self, whom: usize, at: i64, by: &str) -> Option<u32> {
        let person = self.person(whom);
        let candidate = |(n, held): (&u32, &Held)| {
            let record = &held.told.record;
            let (start, end) = (record["start_ms"].as_i64()?, record["end_ms"].as_i64()?);
            let theirs = held.told.by.first().is_some_and(|own| person.contains(own));
            let theirs = theirs && record["initiated_by"] != "agent";
            let before = start <= at && at - start <= 7 * 24 * HOUR && (by == "ivr" || end <= at);
            (theirs && before).then_some((start, *n))
        };
        self.held.iter().filter_map(candidate).max().map(|(_, n)| n)
    }

    fn cases(&self) -> Vec<Case> {
        let mut asked = self.asked.clone();
        for (whom, at, answer, by) in &self.asked_of {
            if let Some(n) = self.about(*whom, *at, by) {
                asked.entry(n).or_default().push((*at, *answer));
            }
        }
        let one = |(n, held): (&u32, &Held)| {
            let mut record = held.told.record.clone();
            if let Some(own) = held.told.by.first() {
                record["customer"] = json!(format!("person {}", self.person(*own).first().unwrap()));
            }
            if let Some((reason, approved, by)) = &held.review
                && record["exclusion"]["reason"] == **reason
            {
                record["exclusion"]["reviewed_by"] = if *approved { json!(by) } else { Value::Null };
            }
            let said = asked.get(n).into_iter().flatten();
            let said = said.max_by_key(|(at, answer)| (answer.is_some(), *at, *answer == Some(false)));
            if let Some((at, answer)) = said {
                let own = &record["survey"];
                let answered = own.is_string() || own["answer"].is_string();
                let later = own["at_ms"].as_i64().is_some_and(|own| own > *at);
                let stays = !own.is_null() && (answer.is_none() || (answered && later));
                if !stays {
                    let answer = answer.map(|yes| if yes { "confirmed" } else { "disputed" });
                    record["survey"] = json!({"answer": answer, "at_ms": at});
                }
            }
            Case::from(&serde_json::from_value::<Contact>(record).unwrap())
        };
        self.held.iter().map(one).collect()
    }
}

/// A centre: its store, who may do what there, and what ought to be.
struct Centre {
    site: Site,
    desk: String,
    source: String,
    board: String,
    world: World,
}

impl Centre {
    async fn of(site: Site) -> Centre {
        let (desk, source, board) =
            (site.desk("d").await, site.source("s").await, site.board().await);
        Centre { site, desk, source, board, world: World::default() }
    }

    async fn ask(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.site.post(path, &self.board, body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn step(&mut self, step: &Step) {
        match step {
            Step::Contacts(batch) => self.deliver(batch).await,
            Step::Survey { n, at, answer } => {
                let mut survey = json!({"contact_id": id(*n), "by": "ivr", "at_ms": at});
                if let Some(yes) = answer {
                    survey["answer"] = json!(if *yes { "confirmed" } else { "disputed" });
                }
                self.site.survey(&self.source, &[survey]).await;
                if self.world.held.contains_key(n) || !self.world.gone.contains_key(n) {
                    self.world.asked.entry(*n).or_default().push((*at, *answer));
                }
            }
            Step::SurveyOf { whom, at, answer, by } => {
                let mut survey = json!({"customer": IDENTITIES[*whom].1, "by": by, "at_ms": at});
                if let Some(yes) = answer {
                    survey["answer"] = json!(if *yes { "confirmed" } else { "disputed" });
                }
                self.site.survey(&self.source, &[survey]).await;
                if !self.world.erased.contains(whom) {
                    self.world.asked_of.push((*whom, *at, *answer, by));
                }
            }
            Step::Merge(kept, gone) => {
                let body =
                    json!({"kept": IDENTITIES[*kept].1, "gone": IDENTITIES[*gone].1, "by": "anna"});
                let (status, made) = self.ask("/v1/identities/merges", &body).await;
                let world = &mut self.world;
                let one = world.person(*kept).contains(gone);
                let erased = world.erased.contains(kept) || world.erased.contains(gone);
                assert_eq!(status, if one || erased { 409 } else { 200 }, "{made}");
                if status == 200 {
                    let number = made["merge"].as_u64().unwrap();
                    world.merges.insert(number);
                    // Persons are joined, whichever of their identities were named.
                    let (kept, gone) = (world.root(*kept), world.root(*gone));
                    world.pairs.push((kept, gone, Some(number)));
                }
            }
            Step::Part(which) => {
                let Some(number) = self.world.merges.iter().nth(*which).copied() else { return };
                let path = format!("/v1/identities/merges/{number}/undo");
                let (status, told) = self.ask(&path, &json!({"by": "anna"})).await;
                let before = self.world.pairs.len();
                let of = self.world.pairs.iter().filter(|(_, _, merge)| *merge == Some(number));
                let gone: Vec<usize> = of.map(|(_, gone, _)| *gone).collect();
                self.world.parted.extend(gone);
                self.world.pairs.retain(|(_, _, merge)| *merge != Some(number));
                assert_eq!(status == 200, self.world.pairs.len() < before, "{status} {told}");
            }
            Step::Review { n, approve, by } => {
                let path = format!("/v1/exclusions/{}", id(*n));
                let (status, told) = self.ask(&path, &json!({"approve": approve, "by": by})).await;
                let Some(held) = self.world.held.get_mut(n) else {
                    assert_eq!(status, 404, "{told}");
                    return;
                };
                let reason = held.told.record["exclusion"]["reason"].as_str();
                let wanted = if reason.is_none() {
                    409
                } else if *by == "a" {
                    400
                } else {
                    200
                };
                assert_eq!(status, wanted, "{told}");
                if let (200, Some(reason)) = (status, reason) {
                    held.review = Some((reason.to_owned(), *approve, (*by).to_owned()));
                }
            }
            Step::Erase(whom) => {
                let whom_text = Customer(IDENTITIES[*whom].1.to_owned());
                self.site.store.erase(&[whom_text]).await.unwrap();
                self.world.erase(*whom);
            }
            Step::Count => {
                self.site.store.evaluate(3).await.unwrap();
            }
        }
    }

    async fn deliver(&mut self, batch: &[Told]) {
        if of_source(batch[0].n) {
            let with_identities = |told: &Told| {
                let mut record = told.record.clone();
                let all: Vec<Value> = told.by.iter().map(|i| {
                    json!({"kind": IDENTITIES[*i].0, "value": IDENTITIES[*i].1})
                }).collect();
                record["identities"] = json!(all);
                record
            };
            let acks = self.site.deliver(&self.source, &batch.iter().map(with_identities).collect::<Vec<_>>()).await;
            let good = |ack: &contact::protocol::Ack| ack.status != contact::protocol::AckStatus::Quarantined;
            assert!(acks.acks.iter().all(good), "{acks:?}");
            // What came before in a batch was seen before.
            let mut met = BTreeSet::new();
            for told in batch {
                self.world.hear(&told.by, &met);
                met.extend(told.by.first());
            }
        } else {
            let with_customer = |told: &Told| {
                let mut record = told.record.clone();
                if let Some(own) = told.by.first() {
                    record["customer"] = json!(IDENTITIES[*own].1);
                }
                record
            };
            let receipt = self.site.send(&self.desk, &batch.iter().map(with_customer).collect::<Vec<_>>()).await;
            let good = |ack: &contact::protocol::Ack| ack.status != contact::protocol::AckStatus::Quarantined;
            assert!(receipt.acks.iter().all(good), "{receipt:?}");
        }
        for told in batch {
            self.world.take(told);
        }
    }

    /// Verdicts and figures are those of the rule, and the audit agrees.
    async fn agrees(&self, query: &str, policy: &Policy) {
        let cases = self.world.cases();
        let wanted: BTreeMap<ContactId, Judged> = judge_all(&cases, policy, NOW)
            .into_iter()
            .map(|judged| (judged.contact_id, judged))
            .collect();
        assert_eq!(verdicts(&self.site, &self.board, query).await, wanted);
        assert_eq!(figures(&self.site, &self.board, query).await.0, rule(&cases, policy));
        let watermark = policy.watermark_ms.unwrap();
        for hours in PRESETS_H {
            let policy = Policy { watermark_ms: Some(watermark), ..Policy::preset(hours) };
            let query = format!("forward_h={hours}&backward_h={hours}&watermark_ms={watermark}");
            let (report, basis) = figures(&self.site, &self.board, &query).await;
            assert_eq!(basis, "sums", "{query}");
            assert_eq!(report, rule(&cases, &policy), "{query}");
        }
        assert_eq!(self.site.store.audit(false).await.unwrap(), 0, "sums that the audit finds wrong");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_of_everything_gives_the_rules_own_verdicts(steps in stream(), (query, policy) in policies(), turn in any::<prop::sample::Index>()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let first = open().await;
            // On a server both are in one database.
            let address = database(first.folder.path());
            let second = open_with(|settings| {
                if crate::on() == On::Postgres {
                    settings.database = address.parse().unwrap();
                    settings.tenant = 2;
                }
            }).await;
            let mut centres = [Centre::of(first).await, Centre::of(second).await];
            for (second, step) in &steps {
                centres[usize::from(*second)].step(step).await;
            }
            for centre in &centres {
                centre.agrees(&query, &policy).await;
            }
            // All of it once more, from somewhere in the middle on.
            let at = turn.index(steps.len().max(1));
            for (second, step) in steps[at..].iter().chain(&steps[..at]) {
                if matches!(step, Step::Contacts(_)) {
                    centres[usize::from(*second)].step(step).await;
                }
            }
            for centre in &centres {
                centre.agrees(&query, &policy).await;
            }
        });
    }
}

/// `FIRSTHAND_STREAMS=1000` tries more of them.
fn cases() -> u32 {
    std::env::var("FIRSTHAND_STREAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}
