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

proptest! {
    #[test]
    fn of_a_card_number_only_the_last_four_digits_stay(
        issuer in prop::sample::select(vec![
            ("4", 16), ("4", 13), ("4", 19), ("51", 16), ("2221", 16), ("37", 15), ("36", 14),
            ("3530", 16), ("6011", 16), ("62", 19), ("2200", 16),
        ]),
        filling in prop::collection::vec(0_u8..10, 19),
        group in 3_usize..20,
        separator in prop::sample::select(vec![" ", "-", " - ", "\u{a0}", ".", "–", "\u{200f} "]),
        zero in prop::sample::select(vec!['0', '\u{660}', '\u{6f0}', '\u{ff10}']),
        before in "[a-z ,:+]{0,12}",
        after in "[a-z ,:+]{0,12}",
    ) {
        let separator = if separator == " - " { "-" } else { separator };
        let number = card(issuer.0, &filling, issuer.1);
        let text = format!("{before}{}{after}", written(&number, group, separator, zero));
        let masked = plain().mask(&text).into_owned();
        let digits = masked.chars().filter(|c| c.is_numeric()).count();
        prop_assert_eq!(digits, 4, "{} became {}", text, masked);
        prop_assert_eq!(masked.chars().count(), text.chars().count(), "the shape stays");
        prop_assert_eq!(plain().mask(&masked), masked.as_str(), "once is enough");
    }

    #[test]
    fn any_text_at_all_is_taken(text in any::<String>()) {
        let masked = plain().mask(&text).into_owned();
        let kept: String = masked.chars().filter(|c| *c != HIDDEN).collect();
        prop_assert!(kept.chars().count() <= text.chars().count());
    }
}
