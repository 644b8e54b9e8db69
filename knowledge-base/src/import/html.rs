//! One HTML page: the article in it, as our Markdown.
//!
//! Navigation, headers, footers, asides, scripts, styles, forms and cookie banners are left out;
//! a `main` or `article` is preferred to the page around it. The title is the first `h1`, or else
//! the page's `title`. The page's `lang` is the article's; its `dir` is kept beside it.
//!
//! Deliberately absent: fetching pictures, running scripts, style sheets.

mod marks;
mod page;
mod tree;
mod write;

use serde_json::Value;

use super::table::encoding;
use super::whole::{Written, id_of};
use super::{Gathered, Place, part};
use tree::Tree;

pub(crate) fn read(place: Place<'_>, bytes: &[u8], gathered: &mut Gathered<'_>) {
    let (text, notes) = match encoding::decoded(bytes, gathered.options.encoding.as_deref(), true) {
        Ok(decoded) => decoded,
        Err(reason) => {
            gathered.problem(place.shown, None, reason);
            return;
        }
    };
    match page(&text) {
        Ok(mut written) => {
            written.notes.extend(notes);
            gathered.written(written, place, None, |lang| id_of(place.inside, lang));
        }
        Err(reason) => gathered.problem(place.shown, None, reason),
    }
}

/// A whole page as it is written.
pub(crate) fn page(text: &str) -> Result<Written, String> {
    let tree = Tree::of(text)?;
    let mut written = Written::default();
    let mut page_title = None;
    for node in 0..tree.nodes.len() {
        match tree.name(node) {
            "html" => {
                written.lang =
                    tree.attr(node, "lang").or(tree.attr(node, "xml:lang")).map(str::to_owned);
                if let Some(dir) = tree.attr(node, "dir") {
                    written.further.insert("dir".to_owned(), Value::from(dir));
                }
            }
            "title" if page_title.is_none() => {
                page_title = Some(words_in(&tree, node)).filter(|title| !title.is_empty());
            }
            "meta" => meta(&tree, node, &mut written),
            _ => {}
        }
    }
    let root = page::root(&tree);
    if let Some(lang) = tree.attr(root, "lang") {
        written.lang = Some(lang.to_owned());
    }
    if let Some(dir) = tree.attr(root, "dir") {
        written.further.insert("dir".to_owned(), Value::from(dir));
    }
    let mut body = write::markdown(&tree, root);
    let heading = tree
        .under(root, |node| node == root || !page::left_out(&tree, node))
        .into_iter()
        .find(|node| tree.name(*node) == "h1")
        .or_else(|| (0..tree.nodes.len()).find(|node| tree.name(*node) == "h1"));
    if let Some(heading) = heading {
        written.title = Some(write::plain(&tree, heading)).filter(|title| !title.is_empty());
        // the title is shown above the article; once is enough
        let first = body.split_once('\n').map_or(body.as_str(), |(first, _)| first);
        let same = first.strip_prefix("## ").is_some_and(|first| {
            let plain = first.split(" {#").next().unwrap_or_default().replace(['\\', '*', '`'], "");
            written
                .title
                .as_deref()
                .is_some_and(|title| title.replace(['*', '`', '\\'], "") == plain)
        });
        if same {
            body = body.split_once("\n\n").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        }
    }
    written.title = written.title.or(page_title);
    written.body = Some(body);
    Ok(written)
}

/// The Markdown of a piece of HTML: a field of an export, a cell of a table.
pub(crate) fn fragment(text: &str) -> Result<String, String> {
    let tree = Tree::of(text)?;
    let body = (0..tree.nodes.len()).find(|node| tree.name(*node) == "body").unwrap_or(0);
    Ok(write::markdown(&tree, body))
}

/// Whether text is HTML rather than text with a bracket in it.
pub(crate) fn is_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "<p>",
        "<p ",
        "<br",
        "<div",
        "<ul",
        "<ol",
        "<li",
        "<a ",
        "<span",
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<table",
        "<b>",
        "<strong",
        "<em>",
        "<i>",
        "<img",
        "<pre",
        "</p",
        "<html",
        "<body",
        "<font",
        "<blockquote",
        "<script",
        "<style",
    ];
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').take(200).any(|(at, _)| {
        let end = bytes.len().min(at + 12);
        let here = bytes[at..end].to_ascii_lowercase();
        TAGS.iter().any(|tag| here.starts_with(tag.as_bytes()))
    })
}

fn words_in(tree: &Tree, node: usize) -> String {
    let text =
        tree.nodes[node].children.iter().filter_map(|child| match &tree.nodes[*child].data {
            tree::Data::Text(text) => Some(text.as_str()),
            _ => None,
        });
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a page says about itself in its head.
fn meta(tree: &Tree, node: usize, written: &mut Written) {
    let name = tree.attr(node, "name").or(tree.attr(node, "property")).unwrap_or_default();
    let Some(content) = tree.attr(node, "content") else { return };
    let name = name.trim_start_matches("article:").trim_start_matches("og:").to_ascii_lowercase();
    let known = match name.as_str() {
        "keywords" | "description" | "last-modified" | "modified_time" | "expires" | "id"
        | "article-id" => part(name.trim_end_matches("_time")),
        _ => None,
    };
    if let Some((part, _)) = known {
        // a page's own words about itself may be anything; what is not understood is left
        if let Err(unread) = written.set(part, &name, Value::from(content)) {
            written.notes.push(unread.reason);
        }
    }
    let http = tree.attr(node, "http-equiv").unwrap_or_default();
    if http.eq_ignore_ascii_case("content-language") && written.lang.is_none() {
        written.lang = Some(content.to_owned());
    }
}
