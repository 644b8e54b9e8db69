//! Questions nobody should ask: never an error, never without end.

use std::time::{Duration, Instant};

use knowledge_base::Query;
use proptest::prelude::*;

use crate::starter_index;

fn questions() -> Vec<String> {
    vec![
        String::new(),
        " \t\r\n".into(),
        "?!.,;:…—()[]{}".into(),
        "title:router AND (body:* OR -x) \"unclosed".into(),
        "/.*/ ~2 ^9 [a TO z] field:\"\\\"".into(),
        "' OR 1=1; --".into(),
        "\0\u{1}\u{7f}\u{202e}retuor\u{202c}\u{200f}\u{feff}".into(),
        "\u{301}\u{301}\u{301}".into(),
        "👨‍👩‍👧‍👦🏳️‍🌈".into(),
        "router ".repeat(1_500),
        "x".repeat(10_000),
        "路".repeat(10_000),
        "路由器网络密码账单".repeat(1_200),
        "ﷺ".repeat(2_000),
        "e\u{301}".repeat(5_000),
        "\u{ff26}\u{ff0d}\u{ff13}\u{ff11}".into(),
    ]
}

#[test]
fn no_question_is_wrong() {
    for text in questions() {
        for typing in [false, true] {
            let start = Instant::now();
            let query = Query { text: text.clone(), typing, ..Query::default() };
            let answer = starter_index().search(&query).unwrap();
            assert!(answer.hits.len() <= 10);
            // a debug build on a busy machine; a question that explodes takes minutes
            let begin: String = text.chars().take(20).collect();
            assert!(start.elapsed() < Duration::from_secs(20), "{begin:?}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn a_question_of_nothing_finds_nothing() {
    for text in ["", "   ", "?!", "\u{202e}\u{200b}"] {
        assert!(starter_index().search(&Query::new(text)).unwrap().hits.is_empty(), "{text:?}");
    }
}

#[test]
fn a_limit_is_kept() {
    for limit in [0, 1, 3, usize::MAX] {
        let query = Query { text: "router internet".into(), limit, ..Query::default() };
        let hits = starter_index().search(&query).unwrap().hits;
        assert!(hits.len() <= limit.min(100));
        assert_eq!(hits.is_empty(), limit == 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_may_be_asked(text in "\\PC{0,60}", typing: bool) {
        let query = Query { text, typing, ..Query::default() };
        prop_assert!(starter_index().search(&query).is_ok());
    }
}
