//! Which letters the bytes of a table or a page are.
//!
//! A byte order mark is believed first, then UTF-16 by its zero bytes, then what a page says of
//! itself, then UTF-8 if the bytes can be that, then what the author says, and else the best guess
//! of chardetng. A guess is always told, for a guess can be wrong.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding and whether it was guessed.
pub(crate) struct Found {
    pub(crate) encoding: &'static Encoding,
    pub(crate) guessed: bool,
}

/// The encoding by the first bytes; `all` says that there are no more.
pub(crate) fn found(
    start: &[u8],
    all: bool,
    named: Option<&str>,
    is_page: bool,
) -> Result<Found, String> {
    let sure = |encoding| Ok(Found { encoding, guessed: false });
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return sure(encoding);
    }
    let named = match named {
        Some(name) => Some(Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
            format!("{name:?} is no encoding; write utf-8, gb18030, big5, windows-1256, ...")
        })?),
        None => None,
    };
    if let Some(encoding) = wide(start) {
        return sure(encoding);
    }
    if is_page && let Some(encoding) = named_by_page(start) {
        return sure(encoding);
    }
    match std::str::from_utf8(start) {
        Ok(_) => return sure(UTF_8),
        // the last letter may be cut
        Err(error) if !all && error.error_len().is_none() => return sure(UTF_8),
        Err(_) => {}
    }
    if let Some(named) = named {
        return sure(named);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, all);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    Ok(Found { encoding, guessed: true })
}

/// UTF-16 without a mark: every other byte of its commas and line ends is zero.
fn wide(start: &[u8]) -> Option<&'static Encoding> {
    let start = start.get(..start.len().min(4096) & !1)?;
    let zeros = |at: usize| start.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let enough = start.len() / 40 + 1;
    match (high, low) {
        (0, low) if low >= enough => Some(UTF_16LE),
        (high, 0) if high >= enough => Some(UTF_16BE),
        _ => None,
    }
}

fn named_by_page(start: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&start[..start.len().min(2048)]).to_ascii_lowercase();
    let at = head
        .find("charset=")
        .map(|at| at + 8)
        .or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label = head[at..].trim_start_matches(['"', '\'', ' ']);
    let label = label.split(['"', '\'', ' ', ';', '>', '/', '?']).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // a page that can say so in plain letters is not UTF-16
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// All of a text, and what should be said about how it was read.
pub(crate) fn decoded<'a>(
    bytes: &'a [u8],
    named: Option<&str>,
    is_page: bool,
) -> Result<(Cow<'a, str>, Vec<String>), String> {
    let found = found(bytes, true, named, is_page)?;
    let (text, used, wrong) = found.encoding.decode(bytes);
    let mut notes = Vec::new();
    if found.guessed {
        notes.push(guess(used));
    }
    if wrong {
        let name = used.name();
        notes.push(format!(
            "some bytes are not {name}; each is shown as \u{fffd}. Save it as UTF-8"
        ));
    }
    Ok((text, notes))
}

pub(crate) fn guess(encoding: &'static Encoding) -> String {
    format!(
        "read as {} by guess; if letters are wrong, name the encoding by --encoding",
        encoding.name()
    )
}
