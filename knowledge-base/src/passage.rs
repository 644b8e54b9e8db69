//! The passage of an article that answers best, and where the question's words are in it.
//!
//! An article is cut into sections, these into lines (a paragraph, a step, a table row) and
//! long lines into sentences. The line that holds most of the question, rare words counting
//! more, is shown, with its neighbours while there is room.
//!
//! Deliberately absent: ranking of articles, and HTML; marks are ranges.

mod marks;
mod page;
mod plain;
mod read;

pub(crate) use marks::{Wanted, marks};
pub(crate) use page::{Page, Pages};
pub(crate) use plain::plain_body;
pub(crate) use read::Read;

use unicode_segmentation::UnicodeSegmentation;

use crate::Article;
use crate::analysis::Stemming;

/// How wide a passage is, in letters; an East Asian character is as wide as two.
const WIDTH: usize = 160;
/// A passage this wide wants no neighbours.
const ENOUGH: usize = 90;
/// What is shown before the first mark of a line that must be cut.
const BEFORE: usize = 40;
/// The steps are what an agent is after: worth this share of an average word where lines tie.
const STEPS: f32 = 0.2;
/// Lines that are looked at closely.
const CLOSE_LOOKS: usize = 4;
/// What a heading holds of the question counts for every line under it, by this factor.
const UNDER_HEADING: f32 = 0.3;

/// A passage and where it is from.
pub(crate) struct Passage {
    pub(crate) section: u32,
    pub(crate) section_id: Option<String>,
    pub(crate) heading: Option<String>,
    pub(crate) text: String,
    /// Where the question's words are in `text`.
    pub(crate) marks: Vec<[u32; 2]>,
}

/// The best passage of an article.
pub(crate) fn best(page: &Page, wanted: &Wanted, stemming: &Stemming) -> Passage {
    let is_steps = |at: usize| page.sections[at].id.as_deref() == Some("steps");
    let steps = STEPS * wanted.average();
    let bonus = |at: usize| if is_steps(at) { steps } else { 0.0 };
    // a glance at every line, a close look at the few that promise most
    let under: Vec<f32> = page
        .sections
        .iter()
        .enumerate()
        .map(|(at, head)| UNDER_HEADING * wanted.glance(&head.folded) + bonus(at))
        .collect();
    let glances = page.lines.iter().map(|line| wanted.glance(&line.folded) + under[line.section]);
    let mut promising: Vec<(f32, usize)> =
        glances.enumerate().map(|(number, promise)| (promise, number)).collect();
    promising.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    promising.truncate(CLOSE_LOOKS);
    promising.sort_by_key(|(_, number)| *number);
    let mut best: Option<(f32, usize)> = None;
    for (_, number) in promising {
        let line = &page.lines[number];
        let heading = page.sections[line.section].heading.read(stemming);
        let under = UNDER_HEADING * wanted.worth(heading) + bonus(line.section);
        let worth = wanted.worth(line.line.read(stemming)) + under;
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, number));
        }
    }
    let Some((_, number)) = best else {
        let read = Read::of(&page.summary, stemming);
        let text = cut(&page.summary, &read, wanted);
        let marks = marks(&text, &Read::of(&text, stemming), wanted);
        return Passage { marks, ..passage(page, 0, text) };
    };
    let whole = page.line_and_next(number, ENOUGH);
    let read = whole.read(stemming);
    let fits = width(&whole.text) <= WIDTH;
    let text = if fits { whole.text.clone() } else { cut(&whole.text, read, wanted) };
    let marks = match fits {
        true => marks(&text, read, wanted),
        false => marks(&text, &Read::of(&text, stemming), wanted),
    };
    Passage { marks, ..passage(page, page.lines[number].section, text) }
}

fn passage(page: &Page, at: usize, text: String) -> Passage {
    let section = page.sections.get(at);
    let heading = section.map(|head| head.heading.text.clone());
    Passage {
        section: at as u32,
        section_id: section.and_then(|head| head.id.clone()),
        heading: heading.filter(|heading| !heading.is_empty()),
        text,
        marks: Vec::new(),
    }
}

/// What is shown where an article has no title: its first words.
pub(crate) fn first_words(article: &Article) -> String {
    let body = plain_body(article);
    let line = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    trim_to(line, 0, WIDTH / 2)
}

/// About how wide a text is; marks over letters and joiners take no room.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let room = |c: char| match c {
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{200b}'..='\u{200f}' => 0,
        '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => 0,
        c if is_wide(c) => 2,
        _ => 1,
    };
    text.chars().map(room).sum()
}

fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.chars().next().is_some_and(is_wide) { 2 } else { 1 }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{3ffff}')
}

/// A text that fits, around the first mark, with … where something was left out. `read` is of this
/// very text.
fn cut(text: &str, read: &Read, wanted: &Wanted) -> String {
    if width(text) <= WIDTH {
        return text.to_owned();
    }
    let first = wanted.found(read).iter().map(|found| found.start).min().unwrap_or(0);
    let mut from = first as usize;
    let mut room = BEFORE;
    for (at, grapheme) in text[..from].grapheme_indices(true).rev() {
        let wide = grapheme_width(grapheme);
        if wide > room {
            break;
        }
        room -= wide;
        from = at;
    }
    trim_to(text, from, WIDTH)
}

/// At most `most` wide from byte `from` on, cut between words where there are any.
fn trim_to(text: &str, from: usize, most: usize) -> String {
    let mut start = from;
    if from > 0 {
        // not in the middle of a word, unless the words have no spaces
        let word = text[from..].find(char::is_whitespace).filter(|gap| *gap < BEFORE);
        let clean = text[..from].ends_with(char::is_whitespace);
        if let (Some(gap), false) = (word, clean)
            && text[from..].starts_with(char::is_alphanumeric)
            && text[from..from + gap].is_ascii()
        {
            start = from + gap;
        }
    }
    let rest = text[start..].trim_start();
    let start = text.len() - rest.len();
    let mut end = text.len();
    let mut used = 0;
    for (at, grapheme) in rest.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > most {
            end = start + at;
            break;
        }
    }
    if end < text.len() {
        let kept = &text[start..end];
        if let Some(gap) = kept.rfind(char::is_whitespace).filter(|gap| kept.len() - gap < BEFORE) {
            end = start + gap;
        }
    }
    let before = if start > 0 { "… " } else { "" };
    let after = if end < text.len() { " …" } else { "" };
    format!("{before}{}{after}", text[start..end].trim_end())
}
