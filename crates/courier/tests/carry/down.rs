//! What comes down: articles, documents of the team, erasures.

use journal::Scope;

use super::*;

#[test]
fn an_erased_customer_is_forgotten_here_too() {
    let desk = Desk::new();
    let peer = Peer::start();
    for number in 0..4 {
        desk.record(number);
    }
    peer.world().refused_as_erased.insert(id(3));
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    assert!(desk.journal.contact(id(3)).unwrap().is_none(), "refused as erased");
    assert_eq!(desk.journal.waiting(NOW).unwrap().refused, 0, "nobody can mend that");
    peer.world().erased = vec![id(1), id(77)];
    until("forgotten", &courier, || desk.journal.contact(id(1)).unwrap().is_none());
    courier.stop();
    assert!(desk.journal.contact(id(0)).unwrap().is_some());
    assert!(desk.news.lock().unwrap().contains(&News::Erased));
}

#[test]
fn documents_of_the_team_come_down() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.world().team.push(("settings".into(), serde_json::json!({"region": "SE"})));
    let courier = desk.courier(&peer);
    until("there", &courier, || desk.journal.team_document("settings").unwrap().is_some());
    courier.stop();
    assert!(desk.news.lock().unwrap().contains(&News::Team));
    assert_eq!(desk.journal.team_document("directory").unwrap(), None);
}

#[test]
fn feeds_come_down_page_by_page_and_start_over_when_told() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.world().publish(&["KB-1", "KB-2", "KB-3", "KB-4", "KB-5"]);
    let courier = desk.courier(&peer);
    until("five articles", &courier, || desk.journal.count_articles().unwrap() == 5);
    assert!(desk.news.lock().unwrap().contains(&News::Articles));
    {
        // Restored from before: fewer numbers than the desk has read.
        let mut world = peer.world();
        world.articles.clear();
        world.publish(&["KB-1", "KB-9"]);
    }
    until("two articles", &courier, || {
        let ids: Vec<String> =
            desk.journal.articles().unwrap().into_iter().map(|row| row.id).collect();
        ids == ["KB-1", "KB-9"]
    });
    assert_eq!(desk.journal.cursor(Scope::Articles).unwrap(), 2);
    courier.stop();
}
