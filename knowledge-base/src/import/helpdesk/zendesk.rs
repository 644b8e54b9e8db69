//! Zendesk Help Center: articles, and translations that point to them by `source_id`.
//!
//! A draft stays a draft; a translation that is `outdated` is taken as not validated. An article
//! for everyone is for customers, one for a user segment for agents. Section and category names
//! are kept as `category`, wherever in the import they stand.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{markdown_of, rest_of, text_of, words_of};
use crate::import::whole::{Written, quoted};
use crate::{Article, Audience, State};

/// Whether an entry is Zendesk's.
pub(super) fn is(map: &Map<String, Value>) -> bool {
    map.contains_key("source_id")
        || (map.contains_key("locale") && map.contains_key("body"))
        || map.contains_key("section_id")
}

/// The article and those of its translations that stand in it.
pub(super) fn articles(mut map: Map<String, Value>) -> Result<Vec<Written>, String> {
    let translations = match map.remove("translations") {
        Some(Value::Array(translations)) => translations,
        _ => Vec::new(),
    };
    if translations.len() > 500 {
        return Err("over 500 translations; that is an accident".to_owned());
    }
    let source = map.get("source_type").and_then(Value::as_str);
    if source.is_some_and(|source| !source.eq_ignore_ascii_case("article")) {
        return Ok(Vec::new()); // the name of a section in another language
    }
    let id = text_of(&mut map, "source_id").or_else(|| map.get("id").and_then(number));
    let mut written = one(map)?;
    written.id.clone_from(&id);
    let source_lang = written.lang.clone();
    let mut articles = vec![written];
    for translation in translations {
        let Value::Object(mut translation) = translation else { continue };
        translation.remove("source_id");
        let mut variant = one(translation)?;
        variant.id.clone_from(&id);
        let same = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other));
        if same(&variant.lang, &source_lang) {
            continue; // the article itself, once more
        }
        let source = &articles[0];
        variant.audience = source.audience;
        variant.keywords.clone_from(&source.keywords);
        for name in ["section_id", "category"] {
            if let Some(value) = source.further.get(name) {
                variant.further.entry(name).or_insert_with(|| value.clone());
            }
        }
        articles.push(variant);
    }
    Ok(articles)
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn one(mut map: Map<String, Value>) -> Result<Written, String> {
    let mut written = Written {
        id: text_of(&mut map, "id"),
        lang: text_of(&mut map, "locale").or_else(|| text_of(&mut map, "source_locale")),
        title: text_of(&mut map, "title").or_else(|| text_of(&mut map, "name")),
        body: markdown_of(text_of(&mut map, "body"))?,
        keywords: words_of(&mut map, "label_names"),
        ..Written::default()
    };
    written.updated = text_of(&mut map, "edited_at")
        .or_else(|| text_of(&mut map, "updated_at"))
        .filter(|day| !day.is_empty());
    let yes = |value: Option<Value>| value == Some(Value::Bool(true));
    if yes(map.remove("draft")) {
        written.state = Some(State::Draft);
    } else if yes(map.remove("outdated")) {
        written.state = Some(State::Unvalidated);
        let title = written.title.as_deref().unwrap_or_default();
        written
            .notes
            .push(format!("{} is marked as outdated; taken as unvalidated", quoted(title)));
    }
    written.audience = map
        .get("user_segment_id")
        .map(|segment| if segment.is_null() { Audience::Customer } else { Audience::Agent });
    for name in [
        "url",
        "name",
        "source_locale",
        "updated_at",
        "source_type",
        "hidden",
        "created_by_id",
        "updated_by_id",
        "locale",
    ] {
        map.remove(name);
    }
    written.further = rest_of(map);
    Ok(written)
}

/// Names of sections and categories by id.
#[derive(Default)]
pub(crate) struct Sections {
    sections: BTreeMap<String, (String, Option<String>)>,
    categories: BTreeMap<String, String>,
}

impl Sections {
    pub(crate) fn add(&mut self, entry: &Map<String, Value>, is_section: bool) {
        let (Some(id), Some(name)) =
            (entry.get("id").and_then(number), entry.get("name").and_then(Value::as_str))
        else {
            return;
        };
        if is_section {
            let category = entry.get("category_id").and_then(number);
            self.sections.entry(id).or_insert((name.to_owned(), category));
        } else {
            self.categories.entry(id).or_insert(name.to_owned());
        }
    }

    /// Writes the names to the articles that point to them.
    pub(crate) fn name(&self, articles: &mut [Article]) {
        if self.sections.is_empty() {
            return;
        }
        for article in articles {
            let id = article.further.get("section_id").and_then(number);
            let Some((section, category)) = id.and_then(|id| self.sections.get(&id)) else {
                continue;
            };
            let category = category.as_ref().and_then(|id| self.categories.get(id));
            let name = category.map_or(section.clone(), |above| format!("{above} / {section}"));
            article.further.entry("category".to_owned()).or_insert(Value::from(name));
        }
    }
}
