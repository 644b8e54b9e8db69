//! JSON that help desks export: Zendesk Help Center, Chatwoot, Intercom, and our own articles.
//!
//! A file is a list of articles or a page of an interface's answer that holds one. Each article
//! is told by its own shape and read by itself, so one that is wrong keeps no other out. The
//! languages of an article get the id of the article they translate.
//!
//! Deliberately absent: votes and comments (kept beside the article, not understood), fetching
//! further pages: put all pages in one folder.

mod chatwoot;
mod intercom;
mod zendesk;

pub(crate) use zendesk::Sections;

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::whole::{Written, id_of};
use super::{Gathered, MOST_WRITTEN, Place, table};

/// Lists with more entries are no list of articles.
const MOST_ENTRIES: usize = 1_000_000;

/// The lists a file may hold.
#[derive(Default)]
struct Lists<'a> {
    articles: Vec<&'a RawValue>,
    sections: Vec<&'a RawValue>,
    categories: Vec<&'a RawValue>,
    /// The file is itself one article.
    single: bool,
}

pub(crate) fn read(place: Place<'_>, bytes: &[u8], gathered: &mut Gathered<'_>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return gathered.problem(place.shown, None, "the file is not UTF-8; save it as UTF-8");
    };
    let lists: Lists<'_> = match serde_json::from_str(text) {
        Ok(lists) => lists,
        Err(error) => {
            let line = u32::try_from(error.line()).ok();
            return gathered.problem(place.shown, line, format!("broken JSON: {error}"));
        }
    };
    for (list, is_section) in [(&lists.sections, true), (&lists.categories, false)] {
        for raw in list {
            if let Ok(entry) = serde_json::from_str::<Map<String, Value>>(raw.get()) {
                gathered.sections.add(&entry, is_section);
            }
        }
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut maps = Vec::new();
    if lists.single {
        match serde_json::from_str(text) {
            Ok(map) if text.len() as u64 <= MOST_WRITTEN => maps.push((0, None, map)),
            Ok(_) => gathered.problem(place.shown, None, "over 1 MB; split the article"),
            Err(error) => gathered.problem(place.shown, None, format!("no article: {error}")),
        }
    } else if lists.articles.is_empty() && lists.sections.is_empty() && lists.categories.is_empty()
    {
        let reason = "no list of articles in this JSON (articles, payload, data or a plain list)";
        return gathered.problem(place.shown, None, reason);
    }
    for (i, raw) in lists.articles.iter().enumerate() {
        let raw = raw.get();
        let line = lines.of(raw);
        if raw.len() as u64 > MOST_WRITTEN {
            let reason =
                format!("entry {}: {} kB is over 1 MB; split the article", i + 1, raw.len() / 1000);
            gathered.problem(place.shown, line, reason);
            continue;
        }
        match serde_json::from_str::<Map<String, Value>>(raw) {
            Ok(map) => maps.push((i, line, map)),
            Err(_) => {
                let reason = format!("entry {}: this is no article but {}", i + 1, kind_of(raw));
                gathered.problem(place.shown, line, reason);
            }
        }
    }
    let roots = chatwoot::Roots::of(maps.iter().map(|(_, _, map)| map));
    for (i, line, map) in maps {
        if gathered.full() {
            return;
        }
        let articles = if intercom::is(&map) {
            intercom::articles(map)
        } else if chatwoot::is(&map) {
            chatwoot::article(map, &roots).map(|article| vec![article])
        } else if zendesk::is(&map) {
            zendesk::articles(map)
        } else {
            Written::of(map).map(|article| vec![article]).map_err(|unread| unread.reason)
        };
        match articles {
            Ok(articles) => {
                for written in articles {
                    gathered.written(written, place, line, |lang| {
                        let id = id_of(place.inside, lang);
                        if lists.single { id } else { format!("{id}-{}", i + 1) }
                    });
                }
            }
            Err(reason) => {
                gathered.problem(place.shown, line, format!("entry {}: {reason}", i + 1))
            }
        }
    }
}

/// Tells the lines on which parts of a text begin; asked in the order of the text, so that it is
/// read once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, part: &str) -> Option<u32> {
        let at = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let between = self.text.as_bytes().get(self.at..at)?;
        self.line += u32::try_from(between.iter().filter(|byte| **byte == b'\n').count()).ok()?;
        self.at = at;
        Some(self.line)
    }
}

fn kind_of(raw: &str) -> &'static str {
    match raw.trim_start().as_bytes().first() {
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b'{') => "a broken map",
        _ => "a number or nothing",
    }
}

/// A field as text.
fn text_of(map: &mut Map<String, Value>, name: &str) -> Option<String> {
    match map.remove(name)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn words_of(map: &mut Map<String, Value>, name: &str) -> Vec<String> {
    match map.remove(name) {
        Some(Value::Array(items)) => items
            .into_iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text),
                Value::Object(mut tag) => text_of(&mut tag, "name"),
                _ => None,
            })
            .filter(|word| !word.trim().is_empty())
            .take(2000)
            .collect(),
        _ => Vec::new(),
    }
}

fn markdown_of(html: Option<String>) -> Result<Option<String>, String> {
    html.map(|html| table::text(&html)).transpose()
}

/// What is left of an entry is kept, without what is empty.
fn rest_of(map: Map<String, Value>) -> Map<String, Value> {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    map.into_iter().filter(|(_, value)| !empty(value)).collect()
}

impl<'de: 'a, 'a> Deserialize<'de> for Lists<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Found;
        impl<'de> Visitor<'de> for Found {
            type Value = Lists<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of articles or a map that holds one")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Lists<'de>, A::Error> {
                Ok(Lists { articles: entries(seq)?, ..Lists::default() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lists<'de>, A::Error> {
                let mut lists = Lists::default();
                let mut signs = 0;
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "articles" | "payload" | "data" | "items" | "results" | "faqs"
                        | "translations" | "records" => {
                            lists.articles.extend(map.next_value::<Entries<'de>>()?.0);
                        }
                        "sections" => lists.sections = map.next_value::<Entries<'de>>()?.0,
                        "categories" => lists.categories = map.next_value::<Entries<'de>>()?.0,
                        "article" | "translation" => {
                            lists.articles.push(map.next_value::<&'de RawValue>()?);
                        }
                        other => {
                            let sign = [
                                "title", "body", "content", "lang", "locale", "answer", "question",
                            ];
                            signs += usize::from(sign.contains(&other));
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                lists.single = signs >= 2;
                Ok(lists)
            }
        }
        deserializer.deserialize_any(Found)
    }
}

/// A list, or nothing where there is something else.
struct Entries<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        if !raw.get().trim_start().starts_with('[') {
            return Ok(Entries(Vec::new()));
        }
        let mut inner = serde_json::Deserializer::from_str(raw.get());
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Vec<&'de RawValue>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                entries(seq)
            }
        }
        inner.deserialize_seq(List).map(Entries).map_err(serde::de::Error::custom)
    }
}

fn entries<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Vec<&'de RawValue>, A::Error> {
    let mut entries = Vec::new();
    while let Some(entry) = seq.next_element()? {
        if entries.len() == MOST_ENTRIES {
            return Err(serde::de::Error::custom(
                "a list of over a million entries; split the file",
            ));
        }
        entries.push(entry);
    }
    Ok(entries)
}
