//! Chatwoot's help centre: Markdown, a locale, and a pointer to the article it translates.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{markdown_of, rest_of, text_of, words_of};
use crate::import::whole::{Written, state};

/// Whether an entry is Chatwoot's.
pub(super) fn is(map: &Map<String, Value>) -> bool {
    map.contains_key("content")
        && (map.contains_key("associated_article_id")
            || map.contains_key("portal_id")
            || (map.contains_key("slug") && map.contains_key("locale")))
}

/// The article each article is a translation of.
pub(super) struct Roots(BTreeMap<String, String>);

impl Roots {
    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a Map<String, Value>>) -> Roots {
        let pair = |map: &Map<String, Value>| {
            Some((number(map.get("id")?)?, number(map.get("associated_article_id")?)?))
        };
        Roots(entries.filter(|map| is(map)).filter_map(pair).collect())
    }

    /// Follows the pointers; where they go round, to the least of the round.
    fn root(&self, id: &str) -> String {
        let mut seen = vec![id];
        let mut at = id;
        while let Some(next) = self.0.get(at) {
            if seen.contains(&next.as_str()) || seen.len() > 64 {
                return seen.into_iter().min().unwrap_or(id).to_owned();
            }
            seen.push(next);
            at = next;
        }
        at.to_owned()
    }
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn article(mut map: Map<String, Value>, roots: &Roots) -> Result<Written, String> {
    let id = text_of(&mut map, "id").map(|id| roots.root(&id));
    map.remove("associated_article_id");
    let said = text_of(&mut map, "status");
    let mut written = Written {
        id: id.or_else(|| map.get("slug").and_then(number)),
        lang: text_of(&mut map, "locale")
            .or_else(|| map.get("category")?.get("locale")?.as_str().map(str::to_owned)),
        title: text_of(&mut map, "title"),
        summary: text_of(&mut map, "description"),
        body: markdown_of(text_of(&mut map, "content"))?,
        updated: text_of(&mut map, "updated_at").or_else(|| text_of(&mut map, "last_updated_at")),
        ..Written::default()
    };
    if let Some(said) = said {
        // the interface counts them: 0 draft, 1 published, 2 archived
        let named = match said.as_str() {
            "0" => "draft",
            "1" => "published",
            "2" => "archived",
            other => other,
        };
        written.state = Some(state(named).ok_or_else(|| format!("status {said:?} is not known"))?);
    }
    if let Some(Value::Object(meta)) = map.get_mut("meta") {
        written.keywords = words_of(meta, "tags");
    }
    if let Some(Value::Object(category)) = map.get("category")
        && let Some(name) = category.get("name").and_then(Value::as_str)
    {
        let name = Value::from(name);
        map.insert("category".to_owned(), name);
    }
    for name in ["author", "account_id", "associated_articles", "portal"] {
        map.remove(name);
    }
    written.further = rest_of(map);
    Ok(written)
}
