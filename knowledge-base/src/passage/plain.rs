//! Markdown as plain text: what is indexed and what a passage is cut from.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::{Article, section};

/// Longer lines are taken apart at the ends of sentences.
const LONG: usize = 160;

/// All text of an article but its title and keywords: summary, headings and text.
pub(crate) fn plain_body(article: &Article) -> String {
    let mut out = String::with_capacity(article.body.len());
    if let Some(summary) = &article.summary {
        out.push_str(summary);
        out.push('\n');
    }
    for section in section::split(&article.body) {
        out.push_str(&section.heading);
        out.push('\n');
        text(&section.markdown, &mut out);
    }
    out
}

/// The lines of a section as they are shown: paragraphs, steps, rows, long ones by sentence.
pub(crate) fn lines(markdown: &str) -> Vec<String> {
    let mut out = String::with_capacity(markdown.len());
    text(markdown, &mut out);
    let mut lines = Vec::new();
    for line in out.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if super::width(line) <= LONG {
            lines.push(line.to_owned());
        } else {
            sentences(line, &mut lines);
        }
    }
    lines
}

fn text(markdown: &str, out: &mut String) {
    let mut cells = 0;
    for event in Parser::new_ext(markdown, section::markdown_options()) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Html(html) | Event::InlineHtml(html) => without_tags(&html, out),
            Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
            Event::Start(Tag::TableCell) => {
                if cells > 0 {
                    out.push_str(" · ");
                }
                cells += 1;
            }
            Event::Start(Tag::Item | Tag::Paragraph) if open_line(out) => out.push('\n'),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::Heading(_)
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock,
            ) if open_line(out) => out.push('\n'),
            _ => {}
        }
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn open_line(out: &str) -> bool {
    !out.ends_with('\n') && !out.is_empty()
}

fn without_tags(html: &str, out: &mut String) {
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
}

fn sentences(line: &str, lines: &mut Vec<String>) {
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let ends = match c {
            '。' | '！' | '？' => !matches!(next, Some('”' | '」' | '』' | '"' | '）')),
            '.' | '!' | '?' | '؟' | '؛' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        let end = at + c.len_utf8();
        if ends && super::width(&line[start..end]) >= 30 {
            lines.push(line[start..end].trim().to_owned());
            start = end;
        }
    }
    if !line[start..].trim().is_empty() {
        lines.push(line[start..].trim().to_owned());
    }
}
