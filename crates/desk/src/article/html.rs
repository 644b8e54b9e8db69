//! Markdown to harmless HTML, to steps, and to plain text.
//!
//! Whatever an author, an export or a store puts into an article, what comes out of here has no
//! script, no style, no form, nothing fetched from elsewhere, and no link but to the web or mail.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// A section, shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shown {
    /// All of it, without its steps.
    pub(crate) html: String,
    /// The items of its lists, when they are steps.
    pub(crate) steps: Vec<String>,
    /// All of it, steps too, in plain text.
    pub(crate) text: String,
}

/// Shows `markdown`; with `steps`, the items of its outermost lists are taken out as steps.
pub(crate) fn show(markdown: &str, steps: bool) -> Shown {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let text = plain(&events);
    if !steps {
        return Shown { html: harmless(events), steps: Vec::new(), text };
    }
    let (mut rest, mut items) = (Vec::new(), Vec::new());
    let mut item: Vec<Event<'_>> = Vec::new();
    let mut lists = 0_usize;
    for event in events {
        let deeper = matches!(event, Event::Start(Tag::List(_)));
        let shallower = matches!(event, Event::End(TagEnd::List(_)));
        lists += usize::from(deeper);
        let at_top = lists == 1;
        match &event {
            _ if lists == 0 => rest.push(event),
            Event::Start(Tag::List(_)) | Event::End(TagEnd::List(_)) if at_top => {}
            Event::Start(Tag::Item) if at_top => item = Vec::new(),
            Event::End(TagEnd::Item) if at_top => items.push(std::mem::take(&mut item)),
            _ => item.push(event),
        }
        lists -= usize::from(shallower);
    }
    Shown { html: harmless(rest), steps: items.into_iter().map(harmless).collect(), text }
}

fn harmless(events: Vec<Event<'_>>) -> String {
    let mut raw = String::new();
    html::push_html(&mut raw, events.into_iter());
    SIEVE.clean(&raw).to_string().trim().to_owned()
}

static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sieve = Builder::default();
    sieve
        .url_schemes(HashSet::from(["http", "https", "mailto", "data"]))
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => picture(value).then_some(Cow::Borrowed(value)),
            (_, "href") => link(value).then_some(Cow::Borrowed(value)),
            (_, "src" | "cite") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    sieve
});

fn link(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme))
}

/// A picture that came inside the article, or one beside it. Anything else would tell somebody
/// that an agent is reading.
fn picture(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    if let Some(data) = value.strip_prefix("data:image/") {
        return ["png", "jpeg", "gif", "webp"].iter().any(|kind| data.starts_with(kind));
    }
    // `//host/` and `/\host/` are addresses of other machines to a browser.
    !value.contains(':') && !value.starts_with(['/', '\\']) && !value.is_empty()
}

/// Text as a person would paste it into a chat: one line a block, lists with their marks.
fn plain(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut pending = String::new();
    let line = |text: &mut String| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    };
    for event in events {
        match event {
            Event::Start(Tag::List(first)) => lists.push(*first),
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                line(&mut text);
                pending = match lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number += 1;
                        mark
                    }
                    _ => "- ".to_owned(),
                };
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::Heading(_),
            )
            | Event::HardBreak => line(&mut text),
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::SoftBreak => text.push(' '),
            Event::Text(part) | Event::Code(part) => {
                text.push_str(&std::mem::take(&mut pending));
                text.push_str(part);
            }
            _ => {}
        }
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
