//! An article cut into lines, kept for the next search that finds it.
//!
//! Agents see the same articles again and again. Reading one from the index, parsing its
//! Markdown and taking its words apart costs more than ranking does in a base of some thousand
//! articles, so what was read is kept: the newest and the often seen, within a bound of memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::DocAddress;

use super::read::Read;
use super::{first_words, plain, width};
use crate::analysis::{Stemming, glance};
use crate::{Article, State, section};

/// Memory of kept pages, bytes, about.
const MOST_BYTES: usize = 16 << 20;
/// What a line takes beside its text and the folded text, bytes: measured, rounded up.
const LINE_BYTES: usize = 200;
/// What a byte of text takes once its words were asked for, and of how many lines they are.
const READ_BYTES: usize = 24;
const LINES_READ: usize = 8;

/// A text, and its words once somebody asked for them.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    read: OnceLock<Read>,
}

impl Text {
    fn new(text: String) -> Text {
        Text { text, read: OnceLock::new() }
    }

    pub(crate) fn read(&self, stemming: &Stemming) -> &Read {
        self.read.get_or_init(|| Read::of(&self.text, stemming))
    }
}

/// A heading with its section's id.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) id: Option<String>,
    pub(crate) heading: Text,
    pub(crate) folded: String,
}

/// A line as it is shown: a paragraph, a step, a row, or a sentence of a long one.
#[derive(Debug)]
pub(crate) struct Line {
    /// Which section it is of.
    pub(crate) section: usize,
    pub(crate) line: Text,
    /// Of [`glance`].
    pub(crate) folded: String,
    /// The line with those after it that still have room in a passage, once it was shown; none
    /// where it stands alone.
    with_next: OnceLock<Option<Text>>,
}

/// An article as a hit shows it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) lang: String,
    /// Where the article has none: its first words.
    pub(crate) title: Text,
    pub(crate) state: State,
    pub(crate) updated: Option<String>,
    pub(crate) reasons: Vec<String>,
    /// Shown where the article has no lines.
    pub(crate) summary: String,
    pub(crate) sections: Vec<Head>,
    pub(crate) lines: Vec<Line>,
    bytes: usize,
}

impl Page {
    pub(crate) fn of(article: Article) -> Page {
        let title = match article.title.trim() {
            "" => first_words(&article),
            title => title.to_owned(),
        };
        let mut sections = Vec::new();
        let mut lines = Vec::new();
        for (at, section) in section::split(&article.body).into_iter().enumerate() {
            for line in plain::lines(&section.markdown) {
                let folded = glance(&line);
                lines.push(Line {
                    section: at,
                    line: Text::new(line),
                    folded,
                    with_next: OnceLock::new(),
                });
            }
            sections.push(Head {
                id: section.id,
                folded: glance(&section.heading),
                heading: Text::new(section.heading),
            });
        }
        let held: usize = lines.iter().map(|line: &Line| line.line.text.len()).sum();
        let read = held / lines.len().max(1) * lines.len().min(LINES_READ) + title.len();
        let bytes = 2 * held + LINE_BYTES * (lines.len() + sections.len() + 3) + READ_BYTES * read;
        Page {
            bytes,
            id: article.id,
            version: article.version,
            lang: article.lang,
            title: Text::new(title),
            state: article.state,
            updated: article.updated,
            reasons: article.reasons,
            summary: article.summary.unwrap_or_default().trim().to_owned(),
            sections,
            lines,
        }
    }

    /// A line with those after it, in its section, until it is `enough` wide.
    pub(crate) fn line_and_next(&self, number: usize, enough: usize) -> &Text {
        let line = &self.lines[number];
        let joined = line.with_next.get_or_init(|| {
            let next = self.lines[number + 1..].iter();
            let mut text = line.line.text.clone();
            for next in next.take_while(|next| next.section == line.section) {
                if width(&text) >= enough {
                    break;
                }
                text.push(' ');
                text.push_str(&next.line.text);
            }
            (text.len() > line.line.text.len()).then(|| Text::new(text))
        });
        joined.as_ref().unwrap_or(&line.line)
    }
}

/// Kept pages. When memory is short the oldest goes, unless it was asked for since it was kept
/// or last spared. One or two go at a time: no search pays for clearing away many.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    kept: HashMap<DocAddress, Kept>,
    order: VecDeque<DocAddress>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    page: Arc<Page>,
    asked: bool,
}

impl Pages {
    /// The page of a document, read by `read` if it is not kept.
    pub(crate) fn get<E>(
        &self,
        at: DocAddress,
        read: impl FnOnce() -> Result<Article, E>,
    ) -> Result<Arc<Page>, E> {
        if let Ok(mut shelf) = self.shelf.lock()
            && let Some(kept) = shelf.kept.get_mut(&at)
        {
            kept.asked = true;
            return Ok(Arc::clone(&kept.page));
        }
        // not under the lock: other searches go on
        let page = Arc::new(Page::of(read()?));
        if let Ok(mut shelf) = self.shelf.lock() {
            shelf.keep(at, &page);
        }
        Ok(page)
    }
}

impl Shelf {
    fn keep(&mut self, at: DocAddress, page: &Arc<Page>) {
        if page.bytes > MOST_BYTES / 8 || self.kept.contains_key(&at) {
            return;
        }
        self.kept.insert(at, Kept { page: Arc::clone(page), asked: false });
        self.order.push_back(at);
        self.bytes += page.bytes;
        let mut spared = 0;
        while self.bytes > MOST_BYTES
            && let Some(oldest) = self.order.pop_front()
        {
            match self.kept.get_mut(&oldest) {
                Some(kept) if kept.asked && spared < 16 => {
                    kept.asked = false;
                    self.order.push_back(oldest);
                    spared += 1;
                }
                _ => {
                    let gone = self.kept.remove(&oldest);
                    self.bytes -= gone.map_or(0, |gone| gone.page.bytes);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(n: u32, body: &str) -> Article {
        Article { id: format!("A{n}"), body: body.into(), ..Article::default() }
    }

    #[test]
    fn pages_are_kept_within_a_bound_and_the_often_seen_stay() {
        let pages = Pages::default();
        let body = "word and word\n\n".repeat(500);
        let (mut read, often) = (0, DocAddress::new(0, 0));
        for n in 0..400 {
            for at in [often, DocAddress::new(0, n)] {
                let page = pages.get(at, || {
                    read += 1;
                    Ok::<_, ()>(article(at.doc_id, &body))
                });
                assert_eq!(page.map(|page| page.id.clone()), Ok(format!("A{}", at.doc_id)));
            }
        }
        assert_eq!(read, 400, "each was read once, the often seen too");
        let held = pages.shelf.lock().map(|shelf| {
            let bytes: usize = shelf.kept.values().map(|kept| kept.page.bytes).sum();
            assert_eq!((bytes, shelf.kept.len()), (shelf.bytes, shelf.order.len()));
            bytes
        });
        assert!(held.is_ok_and(|bytes| bytes <= MOST_BYTES && bytes > MOST_BYTES / 2));
    }
}
