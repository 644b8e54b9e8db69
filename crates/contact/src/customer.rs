//! Who called: one identity of a customer, in the form that travels.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

use crate::IdentityKind;

/// One identity of a customer: `+46701740612`, `c-17`, `sara@example.org`.
///
/// A telephone number is in E.164 form, whatever was typed, and an e-mail address in small letters;
/// everything else stays as written, without the blanks around it. `Debug` does not show it: no customer in a log line.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Customer(pub String);

impl Customer {
    /// Reads what an agent typed or a call event carried. `region` (ISO 3166, `SE`) is where a
    /// number without a country code belongs. Nothing but blanks is no customer.
    ///
    /// Arabic-Indic and full-width digits count as digits; a number with a national prefix and
    /// the same number with a country code are one customer.
    pub fn read(typed: &str, region: &str) -> Option<Customer> {
        let text: String = typed.nfkc().filter_map(plain).collect();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let read = Customer(telephone(text, region).unwrap_or_else(|| text.to_owned()));
        Some(match IdentityKind::of(&read) {
            IdentityKind::Email => Customer(read.0.to_lowercase()),
            _ => read,
        })
    }

    /// The identity as text. For the screen and the wire, never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Western digits for every digit; no control or direction characters.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{0660}'..='\u{0669}' => char::from_digit(c as u32 - 0x0660, 10),
        '\u{06F0}'..='\u{06F9}' => char::from_digit(c as u32 - 0x06F0, 10),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// E.164, when the text looks like a telephone number and is a possible one.
fn telephone(text: &str, region: &str) -> Option<String> {
    let looks = text.chars().all(|c| c.is_ascii_digit() || " +-–()/.".contains(c));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !looks || !(6..=17).contains(&digits) {
        return None;
    }
    let dialled: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let dialled = match dialled.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => dialled,
    };
    let number = phonenumber::parse(region.parse().ok(), &dialled).ok()?;
    phonenumber::is_valid(&number)
        .then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Customer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_however_typed_is_one_customer() {
        for typed in [
            "+46 70 174 06 12",
            "0046701740612",
            "070-174 06 12",
            " 0701740612 ",
            "٠٧٠١٧٤٠٦١٢",
            "\u{202A}+46701740612\u{202C}",
            "＋４６ ７０１７４０６１２",
        ] {
            let read = Customer::read(typed, "SE").unwrap();
            assert_eq!(read.as_str(), "+46701740612", "typed as {typed:?}");
        }
    }

    #[test]
    fn what_is_no_number_stays_as_written() {
        for typed in ["c-17", "A", "sara@example.org", "12345", "张伟"] {
            assert_eq!(Customer::read(typed, "SE").unwrap().as_str(), typed);
        }
        assert_eq!(Customer::read(" \u{200F} ", "SE"), None);
        // The letters of a host never differ, and no provider tells people apart by the others.
        assert_eq!(Customer::read("Sara@Example.ORG", "SE").unwrap().as_str(), "sara@example.org");
    }

    #[test]
    fn debug_shows_no_customer() {
        assert_eq!(format!("{:?}", Customer("+46701740612".into())), "Customer(…)");
    }
}
