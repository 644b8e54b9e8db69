//! Desks, a store and the network between them in made-up time: what is lost, doubled, late, killed,
//! restarted and put back follows from a number, and so does everything that comes of it.
//!
//! The courier here is the real one, step by step, over real journals; the store is the real server
//! over a real file. Only time, dice and the network are the simulation's.
//!
//! `FIRSTHAND_SEEDS=1000` tries so many fresh seeds, `FIRSTHAND_SEED=17` that one alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod air;
mod twist;
mod world;

use twist::Twist;
use world::{Template, run};

/// The same in every run. Each takes nearly half a second of a core; hundreds are for `FIRSTHAND_SEEDS`.
const FIXED: u64 = 40;
/// Fresh ones in a run.
const FRESH: u64 = 5;
/// A mistake has to be found so often, in this many seeds.
const FINDS: u32 = 3;
const TRIES: u64 = 20;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds() -> Vec<u64> {
    if let Some(one) = number("FIRSTHAND_SEED") {
        return vec![one];
    }
    let fresh = number("FIRSTHAND_SEEDS").unwrap_or(FRESH);
    // Large ones, so that a fresh seed is never a fixed one.
    (0..FIXED).chain((0..fresh).map(|_| fastrand::u64(1 << 32..))).collect()
}

#[tokio::test]
async fn whatever_the_network_does_every_contact_is_in_the_store_once() {
    let template = Template::make().await;
    let (mut faults, mut seconds, all) = (0, 0, seeds());
    for seed in &all {
        let came = run(&template, *seed, Twist::None).await;
        assert!(
            came.complaints.is_empty(),
            "seed {seed}: {:#?}\nFIRSTHAND_SEED={seed} cargo test -p journeys --test simulation \
             runs it alone",
            came.complaints
        );
        faults += came.faults;
        seconds += came.lasted / 1_000;
    }
    eprintln!("{} seeds, {faults} faults in {seconds} made-up seconds", all.len());
    assert!(faults > all.len() as u64 * 5, "hardly anything went wrong: this proves nothing");
}

#[tokio::test]
async fn the_same_seed_is_the_same_history() {
    let template = Template::make().await;
    for seed in [3, 5] {
        let one = run(&template, seed, Twist::None).await;
        let other = run(&template, seed, Twist::None).await;
        assert_eq!(one, other, "seed {seed}");
    }
}

/// A simulation that finds no fault in what is broken proves nothing of what is whole.
#[tokio::test]
async fn what_is_broken_is_found() {
    let template = Template::make().await;
    for twist in [Twist::DeleteOnSend, Twist::AckBeforeCommit, Twist::NoKey, Twist::LastArrivalWins]
    {
        let (mut found, mut tried) = (0, 0);
        while found < FINDS && tried < TRIES {
            found += u32::from(!run(&template, tried, twist).await.complaints.is_empty());
            tried += 1;
        }
        eprintln!("{twist:?}: found in {found} of {tried}");
        assert!(found >= FINDS, "{twist:?} was found in {found} of {tried} only");
    }
}
