//! What goes down: paging, repeats, removals, waiting, and a cursor from another time.

use std::time::{Duration, Instant};

use central_store::{Edition, Scope};
use contact::protocol::{FeedOp, FeedPage};
use serde_json::json;

use crate::site::{Site, open, problem};

fn edition(items: &[(&str, &str)]) -> Edition {
    let put = items.iter().map(|(name, body)| ((*name).into(), format!("{{\"body\":\"{body}\"}}")));
    Edition { put: put.collect(), ..Edition::default() }
}

async fn page(site: &Site, token: &str, query: &str) -> FeedPage {
    let page = site.json(&format!("/v1/feed/articles?{query}"), token).await;
    serde_json::from_value(page).unwrap()
}

fn names(page: &FeedPage) -> Vec<&str> {
    page.items.iter().map(|item| item.item.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_pages_to_the_head_and_sees_each_newest_form_once() {
    let site = open().await;
    let desk = site.desk("d").await;
    let put = async |items: &[(&str, &str)]| {
        site.store.publish(Scope::Articles, edition(items)).await.unwrap()
    };
    assert_eq!(put(&[("KB-1/en", "a"), ("KB-2/en", "b"), ("KB-3/en", "c")]).await, 3);
    assert_eq!(put(&[("KB-1/en", "a"), ("KB-2/en", "b")]).await, 0, "the same again");
    assert_eq!(put(&[("KB-1/en", "a, better")]).await, 1);

    let first = page(&site, &desk, "limit=1").await;
    assert_eq!((names(&first), first.next, first.head), (vec!["KB-2/en"], 2, 4));
    let rest = page(&site, &desk, "after=2").await;
    assert_eq!((names(&rest), rest.next), (vec!["KB-3/en", "KB-1/en"], 4));
    assert_eq!(rest.items[1].body.as_ref().unwrap()["body"], "a, better");
    let end = page(&site, &desk, "after=4").await;
    assert_eq!((end.items.len(), end.next), (0, 4));

    let whole = Edition { whole: true, ..edition(&[("KB-1/en", "a, better")]) };
    assert_eq!(site.store.publish(Scope::Articles, whole.clone()).await.unwrap(), 2);
    assert_eq!(site.store.publish(Scope::Articles, whole).await.unwrap(), 0);
    let gone = page(&site, &desk, "after=4").await;
    assert!(gone.items.iter().all(|item| item.op == FeedOp::Remove && item.body.is_none()));
    assert_eq!(gone.items.len(), 2);
    assert_eq!(put(&[("KB-2/en", "b")]).await, 1, "back again");

    let ahead = site.get("/v1/feed/articles?after=99", &desk).send().await.unwrap();
    assert_eq!(problem(ahead).await, (410, "start_over".into()));
    let codes = site.get("/v1/feed/codes?after=1", &desk).send().await.unwrap();
    assert_eq!(problem(codes).await.0, 410, "each feed has its own numbers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_reads_what_articles_are_called() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let put = [
        ("KB-1/en", "Log in"),
        ("KB-1/sv", "Logga in"),
        ("team/KB-2/ar", "تفعيل الشريحة"),
        ("KB-3/en", "Gone"),
    ];
    let put = put.map(|(item, title)| (item.to_owned(), json!({"title": title}).to_string()));
    let edition = Edition { put: put.into(), ..Edition::default() };
    site.store.publish(Scope::Articles, edition).await.unwrap();
    let gone = Edition { remove: vec!["KB-3/en".into()], ..Edition::default() };
    site.store.publish(Scope::Articles, gone).await.unwrap();
    let asked = "articles=KB-1,team/KB-2,KB-3,KB-4";
    assert_eq!(
        site.json(&format!("/v1/titles?lang=sv&{asked}"), &board).await,
        json!([
            {"article": "KB-1", "lang": "sv", "title": "Logga in"},
            {"article": "team/KB-2", "lang": "ar", "title": "تفعيل الشريحة"},
        ])
    );
    let other = site.json(&format!("/v1/titles?lang=zh-Hans&{asked}"), &board).await;
    assert_eq!(other[0]["title"], "Log in", "in another language where there is none in this one");
    let many = vec!["a"; 201].join(",");
    for (query, token, status) in [
        (asked.to_owned(), &board, 400),
        (format!("lang=sv&articles={many}"), &board, 400),
        (format!("lang=sv&{asked}&x=1"), &board, 400),
        (format!("lang=sv&{asked}"), &desk, 403),
    ] {
        let answer = site.get(&format!("/v1/titles?{query}"), token).send().await.unwrap();
        assert_eq!(answer.status(), status, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_bounded_in_bytes_and_never_empty_before_the_head() {
    let site = open().await;
    let desk = site.desk("d").await;
    let large = "x".repeat(700_000);
    let items: Vec<(String, String)> =
        (0..4).map(|n| (format!("KB-{n}/en"), format!("{large}{n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    site.store.publish(Scope::Articles, edition(&items)).await.unwrap();
    let (mut after, mut seen) = (0, 0);
    loop {
        let page = page(&site, &desk, &format!("after={after}")).await;
        assert_eq!(page.items.len(), 1);
        seen += 1;
        after = page.next;
        if after == page.head {
            break;
        }
    }
    assert_eq!(seen, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_hears_at_once_even_of_another_programs_import() {
    let site = open().await;
    let desk = site.desk("d").await;
    let begun = Instant::now();
    let wait = tokio::spawn(site.get("/v1/feed/articles?after=0&wait=20", &desk).send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let settings = central_store::Settings::new(
        crate::server::database(site.folder.path()).parse().unwrap(),
        central_store::Clock::new(|| 0),
    );
    let other = central_store::Store::open(&settings).unwrap();
    other.publish(Scope::Articles, edition(&[("KB-1/en", "a")])).await.unwrap();
    let page: FeedPage = wait.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(names(&page), ["KB-1/en"]);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let nothing = Instant::now();
    let page: FeedPage =
        serde_json::from_value(site.json("/v1/feed/articles?after=1&wait=1", &desk).await).unwrap();
    assert!(page.items.is_empty());
    assert!(nothing.elapsed() >= Duration::from_millis(900));
}
