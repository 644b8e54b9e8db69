//! An article cut into lines, kept for the next search that finds it.
//!
//! Agents see the same articles again and again. Reading one from the index, parsing its
//! Markdown and taking its words apart costs more than ranking does in a base of some thousand
//! articles, so what was read is kept: the newest and the often seen, within a bound of memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::DocAddress;

use super::read::Read;
use super::{first_words, plain};
use crate::analysis::{Stemming, glance};
use crate::{Article, State, section};

/// Memory of kept pages, bytes, about.
const MOST_BYTES: usize = 32 << 20;
/// What a page takes beside its text, and its text with its words: measured, rounded up.
const PAGE_BYTES: usize = 600;
const BYTES_A_BYTE: usize = 6;

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
                lines.push(Line { section: at, line: Text::new(line), folded });
            }
            sections.push(Head {
                id: section.id,
                folded: glance(&section.heading),
                heading: Text::new(section.heading),
            });
        }
        Page {
            bytes: PAGE_BYTES + BYTES_A_BYTE * (article.body.len() + title.len()),
            id: article.id,
            version: article.version,
            lang: article.lang,
            title: Text::new(title),
            state: article.state,
            updated: article.updated,
            reasons: article.reasons,
            summary: article.summary.unwrap_or_default(),
            sections,
            lines,
        }
    }
}

/// Kept pages: the newer half, and the older half that goes next unless it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    halves: Mutex<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    new: HashMap<DocAddress, Arc<Page>>,
    old: HashMap<DocAddress, Arc<Page>>,
    /// Of the newer half.
    bytes: usize,
}

impl Pages {
    /// The page of a document, read by `read` if it is not kept.
    pub(crate) fn get<E>(
        &self,
        at: DocAddress,
        read: impl FnOnce() -> Result<Article, E>,
    ) -> Result<Arc<Page>, E> {
        if let Ok(mut halves) = self.halves.lock() {
            if let Some(page) = halves.new.get(&at) {
                return Ok(Arc::clone(page));
            }
            if let Some(page) = halves.old.remove(&at) {
                halves.keep(at, &page);
                return Ok(page);
            }
        }
        // not under the lock: other searches go on
        let page = Arc::new(Page::of(read()?));
        if let Ok(mut halves) = self.halves.lock() {
            halves.keep(at, &page);
        }
        Ok(page)
    }
}

impl Halves {
    fn keep(&mut self, at: DocAddress, page: &Arc<Page>) {
        if page.bytes > MOST_BYTES / 8 {
            return;
        }
        if self.bytes + page.bytes > MOST_BYTES / 2 {
            self.old = std::mem::take(&mut self.new);
            self.bytes = 0;
        }
        if self.new.insert(at, Arc::clone(page)).is_none() {
            self.bytes += page.bytes;
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
        let body = "word ".repeat(20_000);
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
        let halves = pages.halves.lock().map(|halves| {
            halves.new.values().chain(halves.old.values()).map(|page| page.bytes).sum::<usize>()
        });
        assert!(halves.is_ok_and(|bytes| bytes <= MOST_BYTES + MOST_BYTES / 8));
    }
}
