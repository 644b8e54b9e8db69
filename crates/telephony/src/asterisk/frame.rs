//! One message of the manager interface: lines of `Key: Value`, ended by an empty one.

/// No message of the protocol has more of them, or a longer one; what is above is dropped.
const MOST_FIELDS: usize = 400;
const LONGEST: usize = 8 * 1024;

/// A message, whole or in the making.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Frame {
    fields: Vec<(String, String)>,
    /// The line that is not whole yet.
    rest: Vec<u8>,
}

impl Frame {
    /// A whole message from its text; for tests and logs of an exchange.
    pub fn parse(text: &str) -> Frame {
        let mut frame = Frame::default();
        for line in text.lines() {
            frame.line(line.trim().as_bytes());
        }
        frame
    }

    /// Takes bytes up to the end of this message: how many, and whether it is whole.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (at, byte) in bytes.iter().enumerate() {
            if *byte != b'\n' {
                if self.rest.len() < LONGEST {
                    self.rest.push(*byte);
                }
                continue;
            }
            let line = std::mem::take(&mut self.rest);
            let line = line.strip_suffix(b"\r").unwrap_or(&line);
            if line.is_empty() && !self.fields.is_empty() {
                return (at + 1, true);
            }
            self.line(line);
        }
        (bytes.len(), false)
    }

    fn line(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        if let Some((name, value)) = line.split_once(':')
            && self.fields.len() < MOST_FIELDS
        {
            self.fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }

    /// A field's value, if it says anything. Asterisk writes `<unknown>` for what it does not know.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty() && *value != "<unknown>")
    }

    /// A number of seconds as milliseconds.
    pub(super) fn seconds(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse::<i64>().ok()?.checked_mul(1_000).filter(|ms| *ms >= 0)
    }

    /// Whether the field was there at all, known or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field.eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").field("event", &self.get("Event")).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_in_any_pieces() {
        let text = b"Event: Hold\r\nUniqueid: 1.2\r\n\r\nEvent: Unhold\r\n\r\n";
        for size in 1..text.len() {
            let mut frame = Frame::default();
            let mut seen = Vec::new();
            for mut piece in text.chunks(size) {
                while !piece.is_empty() {
                    let (used, whole) = frame.feed(piece);
                    piece = &piece[used..];
                    if whole {
                        let whole = std::mem::take(&mut frame);
                        seen.push(whole.get("event").unwrap_or_default().to_owned());
                    }
                }
            }
            assert_eq!(seen, ["Hold", "Unhold"], "in pieces of {size}");
        }
    }

    #[test]
    fn a_message_without_end_does_not_fill_the_memory() {
        let mut frame = Frame::default();
        for _ in 0..100 {
            assert_eq!(frame.feed(&[b'x'; 10_000]), (10_000, false));
        }
        assert!(frame.rest.len() <= LONGEST);
    }
}
