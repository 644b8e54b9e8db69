//! Words that mean each other, phrases, words nobody has, and questions about nothing here.

use std::path::Path;
use std::process::Command;

use knowledge_base::{Index, IndexErrorKind, Query, Synonyms};

use crate::{article, ask, ids, index, starter_index};

const LIST: &str = r#"
en = [["bb", "broadband"], ["dd", "direct debit"]]
sv = [["räkning", "faktura"]]
zh = [["携号转网", "号码转入"]]
ar = [["تقسيط", "خطة دفع"]]
"#;

#[test]
fn synonyms_find_both_ways_in_their_language() {
    let (dir, index) = index(vec![
        article("A", "en", "Broadband is slow", "x"),
        article("B", "en", "Set up a direct debit", "x"),
        article("C", "sv", "Fakturan är fel", "Hur vi gör med en faktura."),
        article("D", "zh-Hant", "號碼轉入", "x"),
        article("E", "ar", "خطة دفع جديدة", "x"),
        article("F", "en", "Restart the BB router", "x"),
        article("G", "en", "Form DD", "x"),
    ]);
    let found = |text: &str, typing: bool| {
        let query = Query { text: text.into(), typing, ..Query::default() };
        let mut ids: Vec<String> =
            index.search(&query).unwrap().hits.into_iter().map(|hit| hit.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(found("bb", false), ["F"], "without synonyms");
    index.set_synonyms(Synonyms::parse(LIST).unwrap()).unwrap();
    for typing in [false, true] {
        assert_eq!(found("bb", typing), ["A", "F"], "typing {typing}");
        assert_eq!(found("broadband", typing), ["A", "F"], "typing {typing}");
        assert_eq!(found("DD", typing), ["B", "G"], "typing {typing}");
        assert!(found("direct debit", typing).contains(&"G".to_owned()), "typing {typing}");
        assert_eq!(found("räkning", typing), ["C"], "typing {typing}");
        assert_eq!(found("携號轉網", typing), ["D"], "typing {typing}");
        assert_eq!(found("تقسيط", typing), ["E"], "typing {typing}");
    }
    let answer = ask(&index, "räkning");
    assert!(answer.unknown_words.is_empty(), "{:?} has a synonym", answer.unknown_words);
    assert!(!answer.hits[0].title_marks.is_empty(), "the synonym is marked");

    drop(index);
    let again = Index::open(dir.path()).unwrap();
    assert_eq!(again.synonyms().len(), 5, "they outlive the process");
    assert_eq!(again.synonyms().text(), LIST, "as they were written");
    again.replace([article("A", "en", "Broadband", "x")], |_| {}).unwrap();
    assert_eq!(ids(&ask(&again, "bb")), ["A"], "and a new build");
    again.set_synonyms(Synonyms::default()).unwrap();
    assert!(ask(&again, "bb").hits.is_empty());

    std::fs::write(dir.path().join("synonyms.toml"), "en = [[").unwrap();
    assert_eq!(Index::open(dir.path()).unwrap_err().kind, IndexErrorKind::Damaged);
}

#[test]
fn a_synonym_of_one_language_is_not_one_of_another() {
    let (_dir, index) = index(vec![
        article("A", "en", "How to pay the bill with a card", "x"),
        article("B", "sv", "Hur man byter bil på avtalet", "x"),
    ]);
    index.set_synonyms(Synonyms::parse("sv = [[\"bill\", \"bil\"]]").unwrap()).unwrap();
    assert_eq!(ids(&ask(&index, "how do I pay the bill")), ["A"]);
    let found = ask(&index, "hur är det med min bill");
    assert!(ids(&found).contains(&"B"), "{:?}", ids(&found));
}

#[test]
fn a_wrong_list_says_where() {
    for (text, want) in [
        ("en = [[\"a\", \"b\"]\n", "line"),
        ("klingon = [[\"a\", \"b\"]]", "klingon"),
        ("en = [[\"a\"]]", "\"a\" has no synonym"),
        ("en = [[\"sim\", \"SIM\"]]", "\"sim\" has no synonym"),
        ("en = [[\"a\", \"?!\"]]", "has no letters"),
        ("en = \"a\"", "line 1"),
    ] {
        let error = Synonyms::parse(text).unwrap_err().to_string();
        assert!(error.contains(want), "{text:?}: {error}");
    }
    assert!(Synonyms::parse("").unwrap().is_empty());
}

#[test]
fn the_starter_list_is_whole() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("codes/synonyms.toml"));
    let synonyms = Synonyms::parse(&text.unwrap()).unwrap();
    assert!(synonyms.len() >= 80, "{}", synonyms.len());
}

#[test]
fn a_phrase_in_quotes_stands_as_it_is_said() {
    let (_dir, index) = index(vec![
        article("A", "en", "Restart", "Hold the power button of the router."),
        article("B", "en", "Buttons", "The power of the button: button, power."),
        article("C", "zh-Hans", "重启", "请按住电源按钮。"),
        article("D", "zh-Hans", "电源", "按钮和电源，电源和按钮。"),
    ]);
    for quotes in
        ["\"power button\"", "“power button”", "«power button»", "where is \"power button\"?"]
    {
        assert_eq!(ids(&ask(&index, quotes)), ["A"], "{quotes}");
    }
    assert_eq!(ids(&ask(&index, "power button")).len(), 2);
    assert_eq!(ids(&ask(&index, "「電源按鈕」")), ["C"]);
    assert_eq!(ids(&ask(&index, "电源按钮")).len(), 2);
    let none = ask(&index, "\"button router\"");
    assert!(!none.hits.is_empty(), "a phrase nobody holds is taken as its words");
    for loose in ["\"power", "power\"", "\"\" power", "\"?\" power", "15\" power"] {
        assert!(!ask(&index, loose).hits.is_empty(), "{loose}");
    }
}

/// What each quoted text finds, sorted.
fn finds(index: &Index, quoted: &str) -> Vec<String> {
    let mut ids: Vec<String> =
        [false, true].into_iter().flat_map(|typing| found(index, quoted, typing)).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn found(index: &Index, text: &str, typing: bool) -> Vec<String> {
    let query = Query { text: text.into(), typing, ..Query::default() };
    index.search(&query).unwrap().hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn a_chinese_phrase_in_quotes_is_found_in_either_script() {
    let (_dir, index) = index(vec![
        article("T", "zh-Hant", "上網", "請先檢查網路設定。"),
        article("S", "zh-Hans", "上网", "请先检查网络设置。"),
        article("X", "zh-Hant", "路由", "這條路由網線接上，網和路。"),
    ]);
    for quotes in ["「網路」", "\"網路\"", "“網路”", "\"网络\"", "「網路設定」", "请问「网络设置」"]
    {
        assert_eq!(finds(&index, quotes), ["S", "T"], "{quotes}");
    }
    assert_eq!(finds(&index, "「檢查網」"), ["S", "T"], "an edge that is half a word");
}

#[test]
fn a_chinese_phrase_in_quotes_is_found_inside_a_word_that_is_rewritten_as_a_whole() {
    // 程式 becomes 程序, 程式碼 becomes 代码
    let (_dir, index) = index(vec![
        article("A", "zh-Hant", "檢視", "請檢視程式碼。"),
        article("X", "zh-Hant", "檢視", "請檢視程度與式樣。"),
    ]);
    assert_eq!(finds(&index, "請檢視「程式」"), ["A"]);
}

#[test]
fn many_that_rank_higher_hide_no_article_that_holds_the_phrase() {
    let above = (0..60).map(|n| article(&format!("X{n}"), "zh-Hant", "帳單付款方式說明", "x"));
    let others = (0..600).map(|n| article(&format!("Y{n}"), "zh-Hant", "天氣晴朗", "x"));
    let long = format!("{}網路。{}", "請先重新啟動。".repeat(20), "再等一下。".repeat(20));
    let holder = article("A", "zh-Hant", "開始", &long);
    let (_dir, index) = index(above.chain(others).chain([holder]).collect());
    let query = Query { limit: 100, ..Query::new("帳單付款方式說明 網路") };
    let answer = index.search(&query).unwrap();
    assert_eq!(ids(&answer).iter().position(|id| *id == "A"), Some(60), "last without quotes");
    assert_eq!(found(&index, "帳單付款方式說明「網路」", false), ["A"]);
}

#[test]
fn one_character_in_quotes_is_found_inside_words() {
    let (_dir, index) = index(vec![
        article("A", "zh-Hant", "更換", "換卡：插入5G卡片。"),
        article("B", "zh-Hant", "更換", "插入卡，5G。"),
    ]);
    assert_eq!(finds(&index, "插入「5G卡」"), ["A"]);
    assert_eq!(finds(&index, "插入「換卡」"), ["A"]);
    assert_eq!(finds(&index, "更換「片」"), ["A"]);
}

#[test]
fn an_arabic_phrase_in_quotes_is_found_with_either_digits() {
    let (_dir, index) = index(vec![
        article("A", "ar", "الخط", "إذا ظهر الخطأ ٣١ فاحجز زيارة."),
        article("B", "ar", "الخط", "إذا ظهر الخطأ 31 فاحجز زيارة."),
        article("X", "ar", "الخط", "احجز ٣١ زيارة إذا ظهر الخطأ."),
    ]);
    for quotes in ["\"الخطأ 31\"", "«الخطأ ٣١»", "“الخطـــأ ۳۱”", "\"ﺍﻟﺨﻄﺄ 31\""]
    {
        assert_eq!(finds(&index, quotes), ["A", "B"], "{quotes}");
    }
}

#[test]
fn a_latin_phrase_in_quotes_is_found_however_it_is_written() {
    let (_dir, index) = index(vec![
        article("A", "en", "Router", "Since last night's update it is slow."),
        article("B", "en", "Router", "Since last night’s update it is slow."),
        article("X", "en", "Router", "An update for the night's shift, slow."),
        article("C", "sv", "Störst", "Tryck på A\u{30a}terställ först."),
        article("D", "sv", "Störst", "Tryck på åter\u{ad}ställ först."),
        article("Y", "sv", "Störst", "Tryck först på återställ."),
        article("E", "de", "Adresse", "Straße ändern, ＡＢ Nummer."),
        article("Z", "de", "Adresse", "Ändern der Strasse, Nummer AB."),
    ]);
    for quotes in
        ["\"night's update\"", "“night’s update”", "\"nights update\"", "\"\u{301} nights update\""]
    {
        assert_eq!(finds(&index, quotes), ["A", "B"], "{quotes}");
    }
    assert_eq!(finds(&index, "”återställ först”"), ["C", "D"]);
    assert_eq!(finds(&index, "\"straße ändern\""), ["E"]);
    assert_eq!(finds(&index, "\"AB nummer\""), ["E"]);
}

#[test]
fn what_is_about_nothing_here_finds_nothing() {
    for text in ["xqzzy vlorp", "zzzzzz", "qwrtpsdfg hjklmnbvcx", "龘靐齉", "ظظظظ غغغغ"]
    {
        let answer = ask(starter_index(), text);
        let found: Vec<&str> = answer.hits.iter().map(|hit| hit.title.as_str()).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let answer = ask(starter_index(), "fctory reest");
    assert_eq!(answer.suggestion.as_deref(), Some("factory reset"));
    assert_eq!(answer.unknown_words, ["fctory", "reest"]);
}

#[test]
fn a_mended_word_is_marked_where_it_stands() {
    let (_dir, index) = index(vec![article("A", "sv", "Återställ routern", "Ta routern.")]);
    for typing in [false, true] {
        let query = Query { text: "routren".into(), typing, ..Query::default() };
        let answer = index.search(&query).unwrap();
        assert_eq!(answer.hits[0].title_marks, [[10, 17]], "typing {typing}");
        assert_eq!(answer.hits[0].passage_marks, [[3, 10]], "typing {typing}");
    }
}

#[test]
fn small_words_do_not_fill_the_list() {
    let (_dir, index) = index(vec![
        article("A", "ar", "كيف أعيد ضبط الراوتر", "x"),
        article("B", "ar", "كيف أدفع الفاتورة", "x"),
        article("C", "zh-Hans", "如何重置路由器", "x"),
        article("D", "zh-Hans", "如何支付账单", "x"),
    ]);
    assert_eq!(ids(&ask(&index, "كيف الراوتر")), ["A"]);
    assert_eq!(ids(&ask(&index, "如何路由器")), ["C"]);
    // alone they are all there is
    assert_eq!(ids(&ask(&index, "كيف")).len(), 2);
    assert_eq!(ids(&ask(&index, "如何")).len(), 2);
}

#[test]
fn products_and_bytes_on_the_command_line() {
    let mut tv = article("tv", "en", "Router for TV", "x");
    tv.products = vec!["tv".into()];
    let mut mobile = article("mobile", "en", "Router for mobile", "x");
    mobile.products = vec!["mobile".into()];
    let (dir, index) = index(vec![tv, mobile, article("any", "en", "Router", "x")]);
    drop(index);
    let run = |more: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kb"))
            .args(["search", "--json", "--index"])
            .arg(dir.path())
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut ids: Vec<String> = answer["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(run(&["--product".as_ref(), "tv".as_ref(), "router".as_ref()]), ["any", "tv"]);
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let bytes = std::ffi::OsStr::from_bytes(b"\xffrouter\xfe\xed\xa0\x80");
        assert_eq!(run(&[bytes]), ["any", "mobile", "tv"]);
    }
}
