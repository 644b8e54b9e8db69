//! What each language needs, token by token.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Stemming, asked_codes, bare_tokens, codes, glance, grams, has_latin_words, letters, own_codes,
    runs, start_text, stem_pairs, stem_tokens,
};

fn bares(text: &str) -> Vec<String> {
    bare_tokens(&runs(&letters(text))).into_iter().map(|token| token.text).collect()
}

fn stems(text: &str, lang: &str) -> Vec<String> {
    let letters = letters(text);
    stem_tokens(&runs(&letters), &Stemming::of(lang)).into_iter().map(|token| token.text).collect()
}

fn groups(text: &str) -> Vec<String> {
    grams(&runs(&letters(text))).into_iter().map(|(text, _)| text).collect()
}

fn found_codes(text: &str) -> Vec<String> {
    codes(&letters(text))
}

#[test]
fn english_words() {
    assert_eq!(
        stems("How do I reset the Customer's routers?", "en"),
        ["reset", "custom", "router"]
    );
    assert_eq!(bares("don’t can't O'Brien"), ["dont", "cant", "o", "brien"]);
    assert_eq!(bares("Wi-Fi 4.2"), ["wi", "fi", "4", "2"]);
    assert_eq!(bares(&"x".repeat(300)).concat().len(), 300, "no token is dropped for its length");
}

#[test]
fn swedish_words_and_compounds() {
    assert_eq!(stems("Hur återställer jag routrarna?", "sv"), stems("återställ routrarnas", "sv"));
    assert_eq!(bares("Återställ lösenordet"), ["aterstall", "losenordet"]);
    let inside = groups("bredbandsrouter");
    let shared = groups("router").iter().filter(|group| inside.contains(group)).count();
    assert!(shared >= 4, "router and bredbandsrouter share {shared} groups");
    assert_eq!(groups("ab"), ["_ab_"]);
}

#[test]
fn chinese_in_either_script() {
    let sentence = "路由器无法连接网络请重新启动设备".repeat(13);
    assert!(sentence.chars().count() > 200);
    let pairs = bares(&sentence);
    assert_eq!(pairs.len(), sentence.chars().count() - 1);
    assert!(pairs.iter().all(|pair| pair.chars().count() == 2));
    assert_eq!(bares("網路"), bares("网络"));
    assert_eq!(bares("軟體更新"), bares("软件更新"));
    assert_eq!(bares("臺灣"), bares("台湾"));
    assert_eq!(bares("Outlook无法登录2024年"), ["outlook", "无法", "法登", "登录", "2024", "年"]);
    assert_eq!(groups("网络"), ["网", "络"]);
}

#[test]
fn arabic_forms() {
    let plain = bares("الراوتر");
    for form in ["الـــراوتر", "الرَّاوتَر", "\u{202b}الراوتر\u{202c}"] {
        assert_eq!(bares(form), plain, "{form}");
    }
    assert_eq!(bares("إعادة أسئلة آخر مستشفى"), ["اعاده", "اسئله", "اخر", "مستشفي"]);
    assert_eq!(bares("٤٫٢ ۱۲٣"), ["4", "2", "123"]);
    assert_eq!(stems("والراوتر بالراوتر الراوتر راوتر", "ar"), ["راوتر"; 4]);
    assert_eq!(stems("فاتورة فواتيرها", "ar"), ["فاتور", "فواتير"]);
    assert_eq!(groups("شبكة"), ["_شب", "شبك", "بكه", "كه_"]);
    assert_eq!(bares("ﻻ ﺍﻟﺮﺍﻭﺗﺮ"), ["لا", "الراوتر"], "presentation forms");
}

#[test]
fn arabic_stems_lose_what_is_written_onto_them() {
    assert_eq!(stems("وبالراوتر وللراوتر عالراوتر هالراوتر", "ar"), ["راوتر"; 4]);
    assert_eq!(stems("بطاقة بطاقتي", "ar"), ["بطاق", "بطاق"]);
    assert_eq!(stems("ولد وجد بيت", "ar"), ["ولد", "وجد", "بيت"], "short words stay whole");
}

#[test]
fn neighbours_pass_over_small_words() {
    let pairs = |text: &str| stem_pairs(&runs(&letters(text)), &Stemming::of("en"));
    assert_eq!(pairs("Reset your passwords now"), ["reset password"]);
    assert_eq!(pairs("Outlook无法登录"), [""; 0], "pairs of characters are pairs already");
}

#[test]
fn a_glance_folds_as_a_close_look_does() {
    assert_eq!(glance("Återställ LÖSENORD"), "aterstall losenord");
    assert_eq!(glance("網路連線"), "网路连线");
    assert_eq!(glance("إعادة الضَّبط"), "اعاده الضبط");
}

#[test]
fn other_languages_have_sensible_tokens() {
    assert_eq!(stems("Die Rechnungen", "de"), ["die", "rechnung"]);
    assert_eq!(bares("Настройка Йоги"), ["настроика", "иоги"]);
    assert_eq!(bares("한국어"), ["한국", "국어"]);
    assert_eq!(bares("ルーター"), ["ルー", "ータ", "ター"]);
    assert_eq!(bares("straße smørrebrød Łódź"), ["strasse", "smorrebrod", "lodz"]);
    assert_eq!(stems("τα αρχεία", "el").len(), 2, "no stemmer, no failure");
}

#[test]
fn codes_as_they_are_written() {
    assert_eq!(found_codes("Run F-31, then KB-2041 (v. 4.2.18)."), ["f31", "kb2041", "4.2.18"]);
    assert_eq!(asked_codes(&letters("f 31")), ["f31"]);
    assert_eq!(found_codes("Ｆ－３１线路 R2"), ["f31", "r2"]);
    assert_eq!(found_codes("in 2024 for 899 kr"), [""; 0], "numbers are no codes");
    assert_eq!(own_codes("KB-2041"), ["2041", "kb2041"]);
}

#[test]
fn codes_and_numbers_are_no_latin_words() {
    for text in
        ["KB-2041", "kb2041?", "F 31", "(F 31)", "AX3000/R2", "4.2.18", "٢٠٤١", "K\u{200f}B-2041"]
    {
        assert!(!has_latin_words(text), "{text:?}");
    }
    for text in ["router", "router KB-2041", "e-mail", "step 3", "F 31 pay", "reset. 5", "SIM"] {
        assert!(has_latin_words(text), "{text:?}");
    }
}

#[test]
fn titles_begin_with_what_is_typed() {
    let start = |text: &str| start_text(&runs(&letters(text)), 24);
    assert_eq!(start("  Wi-Fi:  lösenord "), "wi fi losenord");
    assert_eq!(start("Outlook无法登录"), "outlook无法登录");
    assert!(start("Router shows no internet").starts_with(&start("Router sh")));
}

#[test]
fn a_prepended_mark_takes_the_space_after_it() {
    let text = "\u{11F02} a";
    let first = letters(text)[0];
    assert_eq!((first.start, first.end), (0, 5), "the mark and the space are one grapheme");
}

#[test]
fn a_letter_that_is_prepended_keeps_its_grapheme() {
    // Malayalam dot reph is of one grapheme with what follows
    let text = "\u{d4e}:0";
    let tokens = bare_tokens(&runs(&letters(text)));
    assert_eq!((tokens[0].start, tokens[0].end), (0, 4));
}

proptest! {
    #[test]
    fn tokens_come_from_whole_graphemes(text in "\\PC{0,80}") {
        let edges: Vec<usize> =
            text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for token in bare_tokens(&runs(&letters(&text))) {
            prop_assert!(token.start < token.end);
            prop_assert!(edges.contains(&(token.start as usize)), "{token:?} in {text:?}");
            prop_assert!(edges.contains(&(token.end as usize)), "{token:?} in {text:?}");
        }
    }

    #[test]
    fn every_stemmer_takes_any_word(word in "\\w{1,20}") {
        for lang in
            ["ar", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "tr"]
        {
            stems(&word, lang);
        }
    }
}
