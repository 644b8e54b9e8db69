//! Marks: inside the string, in order, apart, never half a character; and on the right words.

use knowledge_base::{Query, sections};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use crate::{article, ask, index, starter_index};

/// The marked parts, after checking every promise about marks.
fn checked(text: &str, marks: &[[u32; 2]]) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut edges = vec![0u32];
    for grapheme in text.graphemes(true) {
        edges.push(edges.last().unwrap() + grapheme.encode_utf16().count() as u32);
    }
    let mut before = None;
    let mut parts = Vec::new();
    for &[start, end] in marks {
        assert!(start < end, "an empty mark in {text:?}");
        assert!(end as usize <= units.len(), "a mark outside of {text:?}");
        assert!(before.is_none_or(|before| before < start), "marks out of order in {text:?}");
        assert!(edges.contains(&start) && edges.contains(&end), "half a character in {text:?}");
        before = Some(end);
        parts.push(String::from_utf16(&units[start as usize..end as usize]).unwrap());
    }
    parts
}

fn title_marks(lang: &str, title: &str, question: &str) -> Vec<String> {
    let (_dir, index) = index(vec![article("A-1", lang, title, "x")]);
    let answer = ask(&index, question);
    let hit = answer.hits.first().unwrap_or_else(|| panic!("{question:?} does not find {title:?}"));
    checked(&hit.title, &hit.title_marks)
}

#[test]
fn marks_are_on_the_words_asked_for() {
    assert_eq!(title_marks("en", "Resetting the Router", "reset routers"), ["Resetting", "Router"]);
    assert_eq!(title_marks("sv", "Byt bredbandsrouter nu", "router"), ["router"]);
    assert_eq!(title_marks("sv", "Återställ lösenord", "aterstall"), ["Återställ"]);
    assert_eq!(title_marks("zh-Hant", "重設網路密碼", "网络"), ["網路"]);
    assert_eq!(title_marks("zh-Hant", "更新韌體與軟體", "软件"), ["軟體"]);
    assert_eq!(title_marks("ar", "إعادة ضَبْط الرَّاوتر", "راوتر"), ["الرَّاوتر"]);
    assert_eq!(title_marks("en", "👨‍👩‍👧 family plan 👍🏽", "family"), ["family"]);
    assert_eq!(title_marks("en", "Cafe\u{301} Wi\u{2011}Fi", "café"), ["Cafe\u{301}"]);
}

#[test]
fn while_typing_the_beginning_is_marked() {
    let (_dir, index) = index(vec![article("A-1", "en", "Router firmware", "x")]);
    let query = Query { text: "rout".into(), typing: true, ..Query::default() };
    let answer = index.search(&query).unwrap();
    assert_eq!(checked(&answer.hits[0].title, &answer.hits[0].title_marks), ["Rout"]);
}

#[test]
fn marks_hold_over_the_starter_articles() {
    let questions = [
        "router reset",
        "återställ routern",
        "路由器 网络",
        "網路 密碼",
        "الراوتر الإنترنت",
        "F-31",
        "4.2.18",
        "Wi-Fi",
        "kr",
        "eSIM 手机",
        "a",
        "网",
        "ا",
        "Tallvik är långsamt",
    ];
    for text in questions {
        for typing in [false, true] {
            let query = Query { text: text.into(), typing, limit: 30, ..Query::default() };
            for hit in starter_index().search(&query).unwrap().hits {
                checked(&hit.title, &hit.title_marks);
                checked(&hit.passage, &hit.passage_marks);
                assert!(hit.passage.graphemes(true).count() <= 320, "{}", hit.passage);
                let key = knowledge_base::Key::new(hit.id, hit.lang);
                let article = starter_index().article(&key).unwrap().unwrap();
                let section = &sections(&article)[hit.section as usize];
                assert_eq!(section.id, hit.section_id);
                assert_eq!(Some(&section.heading).filter(|h| !h.is_empty()), hit.heading.as_ref());
            }
        }
    }
}

/// Letters that are awkward in some way: wide, combined, converted, folded, joined, invisible.
fn awkward() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "Router",
        "ß",
        "Å",
        "e\u{301}",
        "ﬁ",
        "½",
        "ǅ",
        "İ",
        "路由器",
        "網",
        "軟體",
        "滑鼠",
        "里",
        "部落格",
        "カ",
        "か\u{3099}",
        "한글",
        "สวัสดี",
        "نَص",
        "الـــراوتر",
        "ﷺ",
        "٤٢",
        "👨‍👩‍👧",
        "🇸🇪",
        "\u{200d}",
        "\u{202e}",
        " ",
        "-",
        "\n",
        "\r\n",
        ".",
        "'s",
        "F-31",
        "\u{301}",
        "क्षि",
        "ё",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn marks_hold_over_any_text(title in awkward(), body in awkward(), text in awkward(), typing: bool) {
        let (_dir, index) = index(vec![article("A-1", "sv", &title, &body)]);
        for text in [&text, &title, &body] {
            let query = Query { text: text.clone(), typing, ..Query::default() };
            for hit in index.search(&query).unwrap().hits {
                checked(&hit.title, &hit.title_marks);
                checked(&hit.passage, &hit.passage_marks);
            }
        }
    }
}
