//! Any text may be asked, finished or while typing: no panic, no error, at most the limit.
#![no_main]

mod small;

use knowledge_base::Query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // the first byte chooses how it is asked
    let Some((how, bytes)) = bytes.split_first() else { return };
    let query = Query {
        text: String::from_utf8_lossy(bytes).into_owned(),
        typing: how & 1 == 1,
        lang: ["en", "sv", "zh-Hans", "ar"].get(usize::from(how >> 1)).map(|l| (*l).to_owned()),
        limit: 3,
        ..Query::default()
    };
    let answer = small::index().search(&query).unwrap();
    assert!(answer.hits.len() <= query.limit);
    for hit in &answer.hits {
        for (text, marks) in [(&hit.title, &hit.title_marks), (&hit.passage, &hit.passage_marks)] {
            let units = text.encode_utf16().count() as u32;
            assert!(marks.iter().all(|[start, end]| start < end && *end <= units));
        }
    }
});
