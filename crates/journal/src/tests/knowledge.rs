//! Feeds: pages and cursor together, rounds, and what is passed over.

use contact::protocol::{FeedItem, FeedOp, FeedPage};
use serde_json::{Value, json};

use super::{NOW, Room};
use crate::{ArticleRow, Journal, Scope};

fn article(id: &str, version: u32) -> Value {
    json!({"id": id, "lang": "sv", "version": version, "title": format!("{id} v{version}"),
        "body": "Text", "updated": format!("2026-11-{version:02}"), "tomorrow": true})
}

fn put(seq: u64, id: &str, version: u32) -> FeedItem {
    FeedItem { seq, item: format!("{id}/sv"), op: FeedOp::Put, body: Some(article(id, version)) }
}

fn page(items: Vec<FeedItem>, next: u64, head: u64) -> FeedPage {
    FeedPage { items, next, head, epoch: "e".into() }
}

fn ids(journal: &Journal) -> Vec<String> {
    journal.articles().unwrap().into_iter().map(|row| row.id).collect()
}

#[test]
fn starters_are_taken_once_and_give_way_to_the_store() {
    let room = Room::new();
    let journal = &room.journal;
    let rows = ["KB-1", "KB-2"].map(|id| ArticleRow {
        id: id.into(),
        lang: "sv".into(),
        body: article(id, 1),
    });
    assert!(journal.put_starters(&rows, NOW).unwrap());
    assert!(!journal.put_starters(&rows, NOW).unwrap());

    // A store that has no article yet takes none away.
    assert!(!journal.apply_articles(0, &page(vec![], 0, 0), NOW).unwrap());
    assert_eq!(ids(journal), ["KB-1", "KB-2"]);

    assert!(journal.apply_articles(0, &page(vec![put(1, "KB-2", 2)], 1, 2), NOW).unwrap());
    assert_eq!(ids(journal), ["KB-1", "KB-2"], "not before the end of the feed");
    assert!(journal.apply_articles(1, &page(vec![put(2, "KB-3", 1)], 2, 2), NOW).unwrap());
    assert_eq!(ids(journal), ["KB-2", "KB-3"]);
    assert_eq!(journal.cursor(Scope::Articles).unwrap(), 2);
    let row = journal.article("KB-2").unwrap().remove(0);
    assert_eq!(row.body["tomorrow"], true, "fields of tomorrow are kept");
}

#[test]
fn starting_over_drops_what_the_store_no_longer_has() {
    let room = Room::new();
    let journal = &room.journal;
    let first = page(vec![put(1, "KB-1", 1), put(2, "KB-2", 1)], 2, 2);
    journal.apply_articles(0, &first, NOW).unwrap();
    let later = FeedItem { seq: 3, item: "KB-1/sv".into(), op: FeedOp::Remove, body: None };
    assert!(journal.apply_articles(2, &page(vec![later, put(4, "KB-4", 1)], 4, 4), NOW).unwrap());
    assert_eq!(ids(journal), ["KB-2", "KB-4"], "a page further on takes nothing else away");

    journal.start_over(Scope::Articles).unwrap();
    assert_eq!(journal.cursor(Scope::Articles).unwrap(), 0);
    assert!(journal.apply_articles(0, &page(vec![put(1, "KB-4", 1)], 1, 1), NOW).unwrap());
    assert_eq!(ids(journal), ["KB-4"]);
    assert!(!journal.apply_articles(1, &page(vec![put(1, "KB-4", 1)], 1, 1), NOW).unwrap());
}

#[test]
fn what_is_no_article_is_passed_over_and_the_cursor_moves() {
    let room = Room::new();
    let strange = vec![
        FeedItem { seq: 1, item: "nonsense".into(), op: FeedOp::Put, body: Some(json!({})) },
        FeedItem { seq: 2, item: "KB-1/sv".into(), op: FeedOp::Put, body: None },
        FeedItem { seq: 3, item: "KB-1/sv".into(), op: FeedOp::Put, body: Some(json!("text")) },
        put(4, "KB-2", 1),
    ];
    room.journal.apply_articles(0, &page(strange, 4, 4), NOW).unwrap();
    assert_eq!(ids(&room.journal), ["KB-2"]);
    assert_eq!(room.journal.cursor(Scope::Articles).unwrap(), 4);
}

#[test]
fn lists_that_do_not_fit_together_leave_the_old_ones() {
    let room = Room::new();
    let names = json!({"en": "a", "sv": "a", "zh-Hans": "a", "zh-Hant": "a", "ar": "a"});
    let outcome =
        |key: u8| json!({"id": "resolved", "key": key, "claim": "resolved", "names": names});
    let codes = |key: u8| {
        let body =
            json!({"reasons": [], "outcomes": [outcome(key)], "root_causes": [], "templates": []});
        let item = "codes".to_owned();
        FeedItem { seq: 1, item, op: FeedOp::Put, body: Some(body) }
    };
    assert!(room.journal.apply_codes(0, &page(vec![codes(1)], 1, 1)).unwrap());
    assert!(!room.journal.apply_codes(1, &page(vec![codes(77)], 2, 2)).unwrap());
    assert_eq!(room.journal.codes().unwrap().unwrap().outcomes[0].key, 1);
    assert_eq!(room.journal.cursor(Scope::Codes).unwrap(), 2, "not asked for again and again");
}

#[test]
fn the_latest_changes_come_first() {
    let room = Room::new();
    let items = vec![put(1, "KB-1", 1), put(2, "KB-2", 9), put(3, "KB-3", 5)];
    room.journal.apply_articles(0, &page(items, 3, 3), NOW).unwrap();
    let changed = room.journal.changed_articles(2).unwrap();
    let ids: Vec<_> = changed.iter().map(|t| (t.id.as_str(), t.version)).collect();
    assert_eq!(ids, [("KB-2", 9), ("KB-3", 5)]);
}
