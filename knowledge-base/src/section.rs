//! An article's body, split by its headings.
//!
//! The split is made by the Markdown parser, so a `#` inside a code block is no heading. Text
//! before the first heading is a section without one. The ranges cover the body without a gap:
//! an article can be shown section by section and nothing is missing.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Article;

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Section {
    /// The id written in braces after the heading: `{#steps}` gives `steps`.
    pub id: Option<String>,
    /// The heading as plain text; empty for text before the first heading.
    pub heading: String,
    /// What stands under the heading, Markdown.
    pub markdown: String,
    /// Where heading and text are in the article's body, in bytes.
    #[ts(type = "{ start: number, end: number }")]
    pub range: Range<usize>,
}

/// What Markdown means everywhere in this crate.
pub(crate) fn markdown_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH
}

/// The sections of an article, in order; none only if the body is blank.
pub fn sections(article: &Article) -> Vec<Section> {
    split(&article.body)
}

pub(crate) fn split(body: &str) -> Vec<Section> {
    struct Head {
        start: usize,
        end: usize,
        id: Option<String>,
        text: String,
    }
    let mut heads: Vec<Head> = Vec::new();
    let mut inside = false;
    let mut depth = 0usize;
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            // a heading inside a quote or a list belongs to that block
            Event::Start(Tag::Heading { id, .. }) if depth == 0 => {
                inside = true;
                depth += 1;
                let id = id.map(|id| id.to_string());
                heads.push(Head { start: range.start, end: range.end, id, text: String::new() });
            }
            Event::End(TagEnd::Heading(_)) if depth == 1 => {
                inside = false;
                depth = 0;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if inside => {
                if let Some(head) = heads.last_mut() {
                    head.text.push_str(&text);
                }
            }
            _ => {}
        }
    }
    let mut sections = Vec::with_capacity(heads.len() + 1);
    let first = heads.first().map_or(body.len(), |head| head.start);
    if !body[..first].trim().is_empty() {
        sections.push(Section {
            id: None,
            heading: String::new(),
            markdown: body[..first].trim().to_owned(),
            range: 0..first,
        });
    }
    for (i, head) in heads.iter().enumerate() {
        let end = heads.get(i + 1).map_or(body.len(), |next| next.start);
        let start = if i == 0 && sections.is_empty() { 0 } else { head.start };
        sections.push(Section {
            id: head.id.clone(),
            heading: head.text.trim().to_owned(),
            markdown: body[head.end..end].trim().to_owned(),
            range: start..end,
        });
    }
    sections
}
