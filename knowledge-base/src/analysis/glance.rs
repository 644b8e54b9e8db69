//! A text folded in haste: letter by letter, without words, phrases or positions.
//!
//! Good enough to tell which lines are worth a close look, at a small part of its cost. What it
//! misses (a Taiwan word that is rewritten as a whole phrase) a close look finds.

use std::sync::LazyLock;

use super::{arabic, han, tokens::bare};

const LATIN: std::ops::Range<u32> = 0xc0..0x180;

/// Latin letters without accents, in lower case; none for what becomes several.
static PLAIN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let plain = |code: u32| {
        let c = char::from_u32(code)?;
        let text = bare(&c.to_lowercase().collect::<String>());
        let mut chars = text.chars();
        let first = chars.next()?;
        chars.next().is_none().then_some(first)
    };
    LATIN.map(plain).collect()
});

/// The text folded, for [`str::contains`].
pub(crate) fn glance(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) {
            0..0x80 => out.push(c.to_ascii_lowercase()),
            code if LATIN.contains(&code) => {
                out.push(PLAIN[(code - LATIN.start) as usize].unwrap_or(c));
            }
            code if han::COMMON.contains(&code) => out.push(han::simple(c)),
            _ => {
                if let Some(c) = arabic::unify(c) {
                    out.extend(c.to_lowercase());
                }
            }
        }
    }
    out
}
