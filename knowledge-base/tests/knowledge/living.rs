//! The index over its life: updates seen, searches never waiting, builds killed, files damaged.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use knowledge_base::{Index, IndexErrorKind, Key, Query, fingerprint};

use crate::{article, ask, ids, index};

fn kind(dir: &Path) -> IndexErrorKind {
    Index::open(dir).expect_err("the index should not open").kind
}

#[test]
fn updates_are_seen_and_kept() {
    let (dir, index) = index(vec![
        article("A", "en", "Router reset", "x"),
        article("A", "sv", "Återställ router", "x"),
        article("B", "en", "Billing", "x"),
    ]);
    assert_eq!(index.manifest().articles, 3);
    let mut changed = article("B", "en", "Voicemail", "x");
    changed.version = 2;
    let manifest = index.put([changed, article("C", "zh-Hans", "密码", "x")]).unwrap();
    assert_eq!(manifest.articles, 4);
    assert!(ask(&index, "billing").hits.is_empty());
    assert_eq!(ids(&ask(&index, "voicemail")), ["B"]);
    assert_eq!(ids(&ask(&index, "密码")), ["C"]);
    let manifest = index.remove(&[Key::new("A", "sv"), Key::new("nobody", "sv")]).unwrap();
    assert_eq!(manifest.articles, 3);
    assert!(ask(&index, "återställ").hits.is_empty());

    let keys = [Key::new("C", "zh-Hans"), Key::new("A", "en"), Key::new("B", "en")];
    let held = fingerprint(keys.iter().zip([1, 1, 2]));
    assert_eq!(manifest.fingerprint, held, "the fingerprint is of what is held, in any order");
    assert_ne!(held, fingerprint(keys.iter().zip([1, 1, 3])));
    assert_eq!(index.article(&keys[2]).unwrap().unwrap().title, "Voicemail");
    assert_eq!(index.article(&Key::new("A", "sv")).unwrap(), None);

    drop(index);
    let again = Index::open(dir.path()).unwrap();
    assert_eq!(again.manifest(), manifest);
    let manifest = again.replace([article("D", "en", "Only this", "x")], |_| {}).unwrap();
    assert_eq!(manifest.articles, 1);
    assert_eq!(ids(&ask(&again, "only this router")), ["D"]);
}

#[test]
fn of_two_articles_with_one_key_the_later_counts() {
    let mut later = article("A", "en", "Later", "x");
    later.version = 2;
    let (_dir, index) = index(vec![article("A", "en", "Earlier", "x"), later.clone()]);
    assert_eq!(index.manifest().articles, 1);
    assert_eq!(index.article(&later.key()).unwrap(), Some(later));
    assert!(ask(&index, "earlier").hits.is_empty());
}

#[test]
fn a_search_does_not_wait_for_an_update() {
    let (_dir, index) = index(vec![article("A", "en", "Router reset", "x")]);
    let building = AtomicBool::new(false);
    let searched = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // the build stands still in the middle until searches have been answered
            let slow = (0..3).map(|n| {
                building.store(true, Ordering::SeqCst);
                for _ in 0..1_000 {
                    if searched.load(Ordering::SeqCst) {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(10));
                }
                assert!(searched.load(Ordering::SeqCst), "a search waited for the build");
                article(&format!("N{n}"), "en", "New invoice", "x")
            });
            index.replace(slow, |_| {}).unwrap();
        });
        while !building.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        for _ in 0..20 {
            assert_eq!(ids(&ask(&index, "router")), ["A"]);
        }
        searched.store(true, Ordering::SeqCst);
    });
    assert!(ask(&index, "router").hits.is_empty());
    assert_eq!(ask(&index, "invoice").hits.len(), 3);
}

#[test]
fn another_writer_is_busy_and_searching_goes_on() {
    let (dir, index) = index(vec![article("A", "en", "Router", "x")]);
    let lock = fs::File::options().write(true).open(dir.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let error = index.put([article("B", "en", "Router", "x")]).unwrap_err();
    assert_eq!(error.kind, IndexErrorKind::Busy);
    assert_eq!(Index::create(dir.path(), [], |_| {}).unwrap_err().kind, IndexErrorKind::Busy);
    assert_eq!(ids(&ask(&index, "router")), ["A"]);
    assert!(Index::open(dir.path()).is_ok(), "reading needs no lock");
    lock.unlock().unwrap();
    index.put([article("B", "en", "Router", "x")]).unwrap();
    assert_eq!(ask(&index, "router").hits.len(), 2);
}

#[test]
fn a_killed_build_leaves_the_old_index_serving() {
    let (dir, index) = index(vec![article("A", "en", "Router", "x")]);
    drop(index);
    // what a kill leaves: half a generation, half a pointer
    let half = dir.path().join("gen-2");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("meta.json"), "{\"segm").unwrap();
    fs::write(half.join("0a1b.store"), [0; 1000]).unwrap();
    fs::write(dir.path().join("current.next"), "gen-").unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(ids(&ask(&index, "router")), ["A"]);
    index.replace([article("B", "en", "Router", "x")], |_| {}).unwrap();
    assert_eq!(ids(&ask(&index, "router")), ["B"]);
    assert!(!half.join("0a1b.store").exists(), "what was left is cleared away");
    let generations = fs::read_dir(dir.path()).unwrap().flatten();
    let count = generations.filter(|e| e.file_name().to_string_lossy().starts_with("gen-")).count();
    assert_eq!(count, 1);
}

#[test]
fn a_build_that_fails_leaves_the_old_index_serving() {
    let (dir, index) = index(vec![article("A", "en", "Router", "x")]);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let broken =
            (0..2).map(|n| if n == 0 { article("B", "en", "Router", "x") } else { panic!("cut") });
        index.replace(broken, |_| {})
    }));
    assert!(panicked.is_err());
    assert_eq!(ids(&ask(&index, "router")), ["A"]);
    assert_eq!(ids(&ask(&Index::open(dir.path()).unwrap(), "router")), ["A"]);
    index.put([article("C", "en", "Router", "x")]).unwrap();
}

#[test]
fn what_is_no_index_is_said_to_be_missing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(kind(dir.path()), IndexErrorKind::Missing);
    assert_eq!(kind(&dir.path().join("nowhere")), IndexErrorKind::Missing);
}

#[test]
fn every_damaged_file_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let articles =
        || (0..40).map(|n| article(&format!("A{n}"), "sv", "Routern är långsam", "Text 路由器."));
    let fresh = || {
        Index::create(dir.path(), articles(), |_| {}).unwrap();
        let name = fs::read_to_string(dir.path().join("current")).unwrap();
        dir.path().join(name.trim())
    };
    let names: Vec<_> = fs::read_dir(fresh())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        // tantivy's list of its own files and its locks decide nothing
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .map(|path| path.extension().unwrap().to_owned())
        .collect();
    assert!(names.len() >= 5, "{names:?}");
    for extension in names {
        for damage in ["flip", "cut", "empty", "gone"] {
            let made = fresh();
            let path = fs::read_dir(&made)
                .unwrap()
                .flatten()
                .map(|entry| entry.path())
                .find(|path| {
                    path.extension() == Some(&extension)
                        && !path.file_name().unwrap().to_string_lossy().starts_with('.')
                })
                .unwrap();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            match damage {
                "flip" => bytes[middle] ^= 0x55,
                "cut" => bytes.truncate(middle),
                _ => bytes.clear(),
            }
            fs::remove_file(&path).unwrap();
            if damage != "gone" {
                fs::write(&path, bytes).unwrap();
            }
            let what = format!("{} {damage}", extension.display());
            match Index::open(dir.path()) {
                Err(error) => assert!(
                    matches!(error.kind, IndexErrorKind::Damaged | IndexErrorKind::Outdated),
                    "{what}: {error}"
                ),
                Ok(index) => {
                    // a flip in a name of the list of segments may change nothing that matters
                    assert_eq!((extension.to_str(), damage), (Some("json"), "flip"), "{what}");
                    assert!(index.search(&Query::new("routern")).is_ok());
                }
            }
        }
    }
    fresh();
    for nonsense in ["", "gen-999\n", "../../etc\n", "\u{fffd}"] {
        fs::write(dir.path().join("current"), nonsense).unwrap();
        assert_eq!(kind(dir.path()), IndexErrorKind::Damaged, "{nonsense:?}");
    }
    fs::write(dir.path().join("current"), b"\xff\xfe").unwrap();
    assert_eq!(kind(dir.path()), IndexErrorKind::Damaged);
    // and it can be built again over the ruins
    Index::create(dir.path(), articles(), |_| {}).unwrap();
    assert!(Index::open(dir.path()).is_ok());
}
