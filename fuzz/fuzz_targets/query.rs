//! Any text may be asked, finished or while typing: no panic, no error, at most the limit.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use knowledge_base::import::import;
use knowledge_base::{Index, Query};
use libfuzzer_sys::fuzz_target;

fn index() -> &'static Index {
    static INDEX: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();
    &INDEX
        .get_or_init(|| {
            let dir = tempfile::tempdir().unwrap();
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/articles");
            let articles = import(&folder).unwrap().articles;
            let index = Index::create(dir.path(), articles, |_| {}).unwrap();
            (dir, index)
        })
        .1
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for typing in [false, true] {
        let query = Query { text: text.clone(), typing, ..Query::default() };
        let answer = index().search(&query).unwrap();
        assert!(answer.hits.len() <= query.limit);
        for hit in &answer.hits {
            let units = hit.passage.encode_utf16().count() as u32;
            assert!(hit.passage_marks.iter().all(|[start, end]| start < end && *end <= units));
        }
    }
});
