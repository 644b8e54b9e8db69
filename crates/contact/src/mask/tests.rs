//! What is hidden, what is not, and that nothing of a card ever stays.

use proptest::prelude::*;

use super::{HIDDEN, Masker};
use crate::Mask;

fn plain() -> Masker {
    Masker::new(&[]).unwrap()
}

#[test]
fn card_numbers_are_hidden_however_they_are_written() {
    for (text, masked) in [
        ("4111111111111111", "••••••••••••1111"),
        ("card 4111 1111 1111 1111 ok", "card •••• •••• •••• 1111 ok"),
        ("5500-0055-5555-5559.", "••••-••••-••••-5559."),
        ("3782 822463 10005", "•••• •••••• •0005"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "•••• •••• •••• ١١١١"),
        ("۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱", "••••••••••••۱۱۱۱"),
        ("４１１１　１１１１　１１１１　１１１１", "••••　••••　••••　１１１１"),
        ("6222 0212 3456 7890 128", "•••• •••• •••• •••0 128"),
        ("070-174 06 12 4111 1111 1111 1111", "070-174 06 12 •••• •••• •••• 1111"),
        ("94111111111111111x", "9••••••••••••1111x"),
        ("a4111.1111.1111.1111/12", "a••••.••••.••••.1111/12"),
        ("4111 - 1111 - 1111 - 1111", "•••• - •••• - •••• - 1111"),
        ("4111, 1111, 1111, 1111", "••••, ••••, ••••, 1111"),
        ("4111\n1111\n1111\n1111\n", "••••\n••••\n••••\n1111\n"),
        ("4111 \r\n 1111 \r\n 1111 \r\n 1111", "•••• \r\n •••• \r\n •••• \r\n 1111"),
        ("৪১১১ ১১১১ ১১১১ ১১১১", "•••• •••• •••• ১১১১"),
        // From the first four on it is a number of its own, 19 digits long, by chance.
        ("+46 70 174 06 10 4111 1111 1111 1111", "+•• •• ••• •• •• •••• •••• •••• 1111"),
        // Two in a row are two.
        ("4111111111111111 5500005555555559", "••••••••••••1111 ••••••••••••5559"),
    ] {
        assert_eq!(plain().mask(text), masked, "{text}");
    }
}

#[test]
fn what_is_no_card_number_stays() {
    for text in [
        "",
        "+46 70 174 06 12",
        "070-174 06 12 070-174 06 13",
        "KB-2041 v7, 192.168.1.1",
        "4111 1111 1111 1112",
        // An IMEI and an ICCID have check digits of the same kind.
        "IMEI 490154203237518",
        "ICCID 8946203500012345674",
        "2026-11-25 14:00 2026-11-26 15:00",
        "01956f1e-7c00-7000-8000-000000000001",
        "order 1234567890123",
    ] {
        assert_eq!(plain().mask(text), text);
    }
}

#[test]
fn what_the_centre_lists_is_hidden_as_it_says() {
    let masks = [
        Mask {
            id: "personal_number".into(),
            pattern: r"\b(?:19|20)?\d{6}[-+]\d{4}\b".into(),
            keep_last: 0,
        },
        Mask { id: "password".into(), pattern: r"(?i)lösenord: \S+".into(), keep_last: 0 },
    ];
    let masker = Masker::new(&masks).unwrap();
    assert_eq!(masker.mask("id 19811228-9874, ok"), "id ••••••••-••••, ok");
    assert_eq!(masker.mask("Lösenord: hemligt1"), "••••••••: ••••••••");
    let mut text = "nothing".to_owned();
    assert!(!masker.mask_in(&mut text));
    let wrong = Masker::new(&[Mask { id: "x".into(), pattern: "(".into(), keep_last: 0 }]);
    assert_eq!(wrong.unwrap_err().name, "x");
    let empty = Masker::new(&[Mask { id: "y".into(), pattern: "a*".into(), keep_last: 0 }]);
    assert!(empty.unwrap_err().what.contains("empty"));
}

/// A number with the right check digit: `front`, then `filling`.
fn card(front: &str, filling: &[u8], length: usize) -> String {
    let mut digits: Vec<u8> = front.bytes().map(|b| b - b'0').collect();
    digits.extend(filling.iter().take(length - 1 - digits.len()));
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let twice = u32::from(*digit) * 2;
            if place % 2 == 1 { u32::from(*digit) } else { twice / 10 + twice % 10 }
        })
        .sum();
    digits.push(u8::try_from((10 - sum % 10) % 10).unwrap());
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// In groups, with a separator, in digits of another script.
fn written(number: &str, group: usize, separator: &str, zero: char) -> String {
    let mut text = String::new();
    for (place, digit) in number.bytes().enumerate() {
        if place > 0 && place % group == 0 {
            text.push_str(separator);
        }
        text.push(char::from_u32(zero as u32 + u32::from(digit - b'0')).unwrap());
    }
    text
}

/// How numbers begin, and how long they are.
const ISSUERS: &[(&str, usize)] = &[
    ("4", 16),
    ("4", 13),
    ("4", 19),
    ("51", 16),
    ("2221", 16),
    ("37", 15),
    ("36", 14),
    ("3530", 16),
    ("6011", 16),
    ("62", 19),
    ("2200", 16),
];

/// Digits in groups, many of which begin as cards do.
fn groups() -> impl Strategy<Value = String> {
    prop::collection::vec("[3-6]?[0-9]{1,7}", 0..6).prop_map(|groups| groups.join(" "))
}

/// A number of 19 digits found by chance must not hide only a part of the one behind it.
#[test]
fn whatever_a_number_stands_behind_no_more_than_its_last_four_digits_stay() {
    let number = "4111 1111 1111 1111";
    for ahead in 0..1_000 {
        let text = format!("+46 70 174 0{} {number} 4{}", ahead / 10, ahead % 10);
        let masked = plain().mask(&text).into_owned();
        let at = text.find(number).unwrap();
        let clear = masked.chars().skip(at).take(number.len()).filter(char::is_ascii_digit).count();
        assert!(clear <= 4, "{text} became {masked}");
    }
}

#[test]
fn every_scripts_digits_are_known() {
    let any = regex::Regex::new(r"^\d$").unwrap();
    for c in '\0'..=char::MAX {
        let known = super::card::digit(c);
        assert_eq!(known.is_some(), any.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}");
        assert!(known.is_none() || c.is_alphanumeric(), "{c:?} would stay");
        if let Some(value) = known.filter(|_| c.is_ascii()) {
            assert_eq!(char::from(b'0' + value), c);
        }
    }
}

/// With work for every pair of digits this would take many minutes.
#[test]
fn a_long_text_takes_no_longer_a_letter() {
    let masked = plain().mask(&"4111 1111 1111 1111 ".repeat(20_000)).into_owned();
    assert_eq!(masked, "•••• •••• •••• 1111 ".repeat(20_000));
}

proptest! {
    #[test]
    fn of_a_card_number_only_the_last_four_digits_stay(
        issuer in prop::sample::select(ISSUERS),
        filling in prop::collection::vec(0_u8..10, 19),
        group in 3_usize..20,
        separator in prop::sample::select(vec![
            " ", "-", " - ", "\u{a0}", ".", "–", "\u{200f} ", ", ", "\n", "\r\n", " \r\n ",
        ]),
        zero in prop::sample::select(vec!['0', '\u{660}', '\u{6f0}', '\u{ff10}', '\u{1d7ce}']),
        before in "[a-z ,:+]{0,12}",
        after in "[a-z ,:+]{0,12}",
    ) {
        let number = card(issuer.0, &filling, issuer.1);
        let text = format!("{before}{}{after}", written(&number, group, separator, zero));
        let masked = plain().mask(&text).into_owned();
        let digits = masked.chars().filter(|c| c.is_numeric()).count();
        prop_assert_eq!(digits, 4, "{} became {}", text, masked);
        prop_assert_eq!(masked.chars().count(), text.chars().count(), "the shape stays");
        prop_assert_eq!(plain().mask(&masked), masked.as_str(), "once is enough");
    }

    #[test]
    fn among_other_digits_only_the_last_four_of_a_card_number_stay(
        issuer in prop::sample::select(ISSUERS),
        filling in prop::collection::vec(0_u8..10, 19),
        group in 3_usize..20,
        before in groups(),
        after in groups(),
    ) {
        let number = written(&card(issuer.0, &filling, issuer.1), group, " ", '0');
        let text = format!("{before} {number} {after}");
        let masked = plain().mask(&text).into_owned();
        let clear = masked
            .chars()
            .skip(before.chars().count() + 1)
            .take(number.len())
            .filter(char::is_ascii_digit)
            .count();
        prop_assert!(clear <= 4, "{} became {}", text, masked);
    }

    #[test]
    fn any_text_at_all_is_taken(text in any::<String>()) {
        let masked = plain().mask(&text).into_owned();
        let kept: String = masked.chars().filter(|c| *c != HIDDEN).collect();
        prop_assert!(kept.chars().count() <= text.chars().count());
    }
}
