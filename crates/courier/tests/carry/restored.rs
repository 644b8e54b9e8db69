//! A store that went back in time gets back what it lost, and nothing else.

use super::*;

#[test]
fn another_epoch_brings_back_what_the_store_lost_and_nothing_else() {
    let desk = Desk::new();
    let peer = Peer::start();
    for number in 0..200 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    {
        let mut world = peer.world();
        world.epoch = "restored".into();
        world.stored.retain(|id, _| id.0.as_u128() != 100);
    }
    until("there again", &courier, || {
        desk.journal.to_reconcile().unwrap().is_none()
            && peer.world().stored.len() == 200
            && desk.lines() == 0
    });
    courier.stop();
    let world = peer.world();
    assert_eq!(world.reconciled, 1);
    // One stretch of numbers, not the other three.
    assert!((1..64).contains(&world.repeats), "{} were sent for nothing", world.repeats);
}

#[test]
fn a_store_that_cannot_compare_gets_the_kept_records_again() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.world().reconciles = false;
    for number in 0..5 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    {
        let mut world = peer.world();
        world.epoch = "restored".into();
        world.stored.retain(|id, _| id.0.as_u128() < 2);
    }
    until("there again", &courier, || peer.world().stored.len() == 5 && desk.lines() == 0);
    courier.stop();
}

/// A file put back by hand has the epoch it had. It gives itself away by what it lacks.
#[test]
fn a_store_set_back_under_the_same_epoch_is_found_out() {
    let desk = Desk::new();
    let peer = Peer::start();
    for number in 0..8 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    let set_back = |to: u64| {
        let mut world = peer.world();
        world.stored.retain(|_, record| record.seq <= to);
        world.max_seq = to;
    };
    set_back(3);
    until("found out by asking", &courier, || peer.world().stored.len() == 8);
    until("and settled", &courier, || desk.lines() == 0);
    set_back(5);
    // The next record is sent before anybody asked.
    desk.record(8);
    courier.nudge();
    until("found out by sending", &courier, || peer.world().stored.len() == 9);
    courier.stop();
    assert_eq!(peer.world().reconciled, 2, "and not again and again");
}

#[test]
fn a_comparison_that_was_begun_is_finished_after_a_restart() {
    let desk = Desk::new();
    let peer = Peer::start();
    for number in 0..5 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    peer.mishaps_at("/v1/reconcile", |_| Some(Mishap::LoseAnswer));
    {
        let mut world = peer.world();
        world.epoch = "restored".into();
        world.stored.clear();
    }
    until("asked in vain", &courier, || peer.world().reconciled > 0);
    courier.stop();
    assert_eq!(desk.journal.to_reconcile().unwrap().as_deref(), Some("restored"));
    peer.mishaps(|_| None);
    let courier = desk.courier(&peer);
    until("there again", &courier, || peer.world().stored.len() == 5 && desk.lines() == 0);
    courier.stop();
    assert_eq!(desk.journal.to_reconcile().unwrap(), None);
}

/// The wrong file was put in its place, and the right one again before anybody had compared.
#[test]
fn a_store_that_is_back_before_it_was_compared_is_compared_and_the_feeds_go_on() {
    let desk = Desk::new();
    let peer = Peer::start();
    for number in 0..5 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    peer.mishaps_at("/v1/reconcile", |_| Some(Mishap::LoseRequest));
    peer.world().epoch = "restored".into();
    until("heard of", &courier, || desk.journal.to_reconcile().unwrap().is_some());
    courier.stop();
    peer.mishaps(|_| None);
    {
        let mut world = peer.world();
        world.epoch = "first".into();
        world.stored.retain(|id, _| id.0.as_u128() != 3);
    }
    let courier = desk.courier(&peer);
    until("there again", &courier, || {
        desk.journal.to_reconcile().unwrap().is_none()
            && peer.world().stored.len() == 5
            && desk.lines() == 0
    });
    courier.stop();
    assert_eq!(desk.journal.epoch().unwrap().as_deref(), Some("first"));
}

#[test]
fn two_stores_behind_one_address_make_no_busy_loop() {
    let desk = Desk::new();
    let peer = Peer::start();
    desk.record(1);
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    {
        let mut world = peer.world();
        world.epoch = "restored".into();
        world.compares_as = Some(["one".into(), "other".into()]);
    }
    until("compared in vain", &courier, || peer.world().reconciled > 0);
    let (before, begun) = (peer.world().reconciled, std::time::Instant::now());
    // Not by `until`, which wakes the courier from its pauses.
    while peer.world().reconciled < before + 10 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not compare again");
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed();
    courier.stop();
    // A busy machine makes it longer and never shorter.
    assert!(took > Duration::from_millis(500), "ten times in {took:?}");
}
