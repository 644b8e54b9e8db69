//! Intercom's articles: HTML, with the other languages inside.

use serde_json::{Map, Value};

use super::{markdown_of, rest_of, text_of, words_of};
use crate::import::whole::{Written, state};

/// Whether an entry is Intercom's.
pub(super) fn is(map: &Map<String, Value>) -> bool {
    map.contains_key("translated_content")
        || (map.get("type").and_then(Value::as_str) == Some("article") && map.contains_key("body"))
}

pub(super) fn articles(mut map: Map<String, Value>) -> Result<Vec<Written>, String> {
    let translated = match map.remove("translated_content") {
        Some(Value::Object(translated)) => translated,
        _ => Map::new(),
    };
    let id = text_of(&mut map, "id");
    let lang = text_of(&mut map, "default_locale");
    let mut articles = vec![one(map, id.clone(), lang.clone())?];
    for (tag, content) in translated {
        let Value::Object(content) = content else { continue };
        if lang.as_deref() == Some(tag.as_str()) || content.get("title").is_none() {
            continue;
        }
        articles.push(one(content, id.clone(), Some(tag))?);
    }
    Ok(articles)
}

fn one(
    mut map: Map<String, Value>,
    id: Option<String>,
    lang: Option<String>,
) -> Result<Written, String> {
    let markdown = text_of(&mut map, "body_markdown").filter(|body| !body.trim().is_empty());
    let html = text_of(&mut map, "body");
    let written = Written {
        id,
        lang,
        title: text_of(&mut map, "title"),
        summary: text_of(&mut map, "description"),
        body: match markdown {
            Some(markdown) => Some(markdown),
            None => markdown_of(html)?,
        },
        state: text_of(&mut map, "state").as_deref().and_then(state),
        updated: text_of(&mut map, "updated_at"),
        keywords: words_of(&mut map, "tags"),
        ..Written::default()
    };
    for name in ["type", "statistics", "author_id", "workspace_id", "created_at"] {
        map.remove(name);
    }
    Ok(Written { further: rest_of(map), ..written })
}
