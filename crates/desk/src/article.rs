//! Searching, and an article made ready to read.
//!
//! Markdown in, HTML out that cannot do anything: no scripts, no remote images, links only to
//! the web and to mail. Deliberately absent: how it looks.

mod html;

use std::collections::BTreeMap;

use contact::{AskedQuery, Code, Problem, ReasonPath};
use journal::{ArticleRow, Titled};
use knowledge_base::{Article, Key, Query, See, Version, sections};

use crate::ipc::{ArticleSection, ArticleTitle, ArticleView, Found, OpenArticle, Search, Titles};
use crate::{Desk, Inner, lock};

/// The section whose list items are steps to tick.
const STEPS: &str = "steps";

impl Desk {
    /// Ranked hits from the present snapshot. Local; waits for nothing.
    pub fn search(&self, search: &Search) -> Result<Found, Problem> {
        let query_id = (self.0.new_id)().to_string();
        if !search.text.trim().is_empty() {
            let masked = self.0.masker.load().mask(search.text.trim()).into_owned();
            *lock(&self.0.last_search) = Some(masked);
        }
        if !search.typing {
            self.0.looked_at();
        }
        let Some(index) = self.0.shelf.index() else {
            return Ok(Found {
                query_id,
                hits: Vec::new(),
                success: BTreeMap::new(),
                suggestion: None,
                took_us: 0,
            });
        };
        let query = Query {
            text: search.text.clone(),
            lang: Some(search.lang.clone()),
            typing: search.typing,
            limit: search.limit.min(50) as usize,
            today: Some(day(self.0.now())),
            ..Query::default()
        };
        let answer = index.search(&query).map_err(|error| {
            tracing::warn!(kind = ?error.kind, "a search failed");
            Problem::new(
                Code::Damaged,
                "The search index cannot be read. Start Firsthand again: it is made anew.",
            )
        })?;
        self.0.remember(&query_id, search, &answer.hits);
        let (team, figures) = (self.0.team.load(), self.0.shelf.success());
        let success = answer.hits.iter().filter_map(|hit| {
            let success = team.success(&hit.id).or_else(|| figures.get(&hit.id).copied());
            Some((hit.id.clone(), success?))
        });
        Ok(Found {
            query_id,
            success: success.collect(),
            hits: answer.hits,
            suggestion: answer.suggestion,
            took_us: answer.took_us,
        })
    }

    /// One article in the wanted language, or in another when there is none in it.
    pub fn article(&self, open: &OpenArticle) -> Result<ArticleView, Problem> {
        let missing =
            || Problem::new(Code::NotFound, "This article is no longer in the knowledge base.");
        let variants: Vec<Article> =
            self.0.journal.article(&open.id)?.into_iter().filter_map(readable).collect();
        let langs: Vec<String> = variants.iter().map(|a| a.lang.clone()).collect();
        let article = nearest(&variants, &open.lang, |a| &a.lang).ok_or_else(missing)?;
        self.0.looked_at();
        let now = self.0.now();
        lock(&self.0.gathered).opened(&article.id, article.version, &article.lang, now);
        Ok(ArticleView {
            success: self
                .0
                .team
                .load()
                .success(&article.id)
                .or_else(|| self.0.shelf.success().get(&article.id).copied()),
            id: article.id.clone(),
            version: article.version,
            lang: article.lang.clone(),
            langs: langs.into_iter().filter(|lang| *lang != article.lang).collect(),
            title: article.title.clone(),
            summary: article.summary.clone(),
            state: article.state,
            updated: article.updated.clone(),
            valid_until: article.valid_until.clone(),
            reasons: article.reasons.iter().map(|r| ReasonPath::from(r.as_str())).collect(),
            also_check: self
                .titles(&Titles { ids: article.also_check.clone(), lang: open.lang.clone() })?,
            sections: sections(article)
                .into_iter()
                .map(|section| {
                    let steps = section.id.as_deref() == Some(STEPS);
                    let shown = html::show(&section.markdown, steps);
                    ArticleSection {
                        role: section.id,
                        heading: Some(section.heading).filter(|h| !h.is_empty()),
                        html: shown.html,
                        steps: shown.steps,
                        text: shown.text,
                    }
                })
                .collect(),
        })
    }

    /// The versions of an article in this very language, the newest first: the one that is found, and
    /// those that it replaced while this desk has kept the index.
    pub fn versions(&self, open: &OpenArticle) -> Result<Vec<Version>, Problem> {
        let Some(index) = self.0.shelf.index() else { return Ok(Vec::new()) };
        let (key, today) = (Key::new(&open.id, &open.lang), day(self.0.now()));
        index.history(&key, See::default(), Some(&today)).map_err(|error| {
            tracing::warn!(kind = ?error.kind, "earlier versions cannot be read");
            Problem::new(
                Code::Damaged,
                "Earlier versions of this article cannot be read. The article itself can be.",
            )
        })
    }

    /// Titles for ids, in their order; ids that are not known are left out.
    pub fn titles(&self, titles: &Titles) -> Result<Vec<ArticleTitle>, Problem> {
        let mut found = Vec::new();
        for id in &titles.ids {
            let variants = self.0.journal.titles(id)?;
            found.extend(nearest(&variants, &titles.lang, |t| &t.lang).cloned().map(title));
        }
        Ok(found)
    }
}

impl Inner {
    /// A search goes into the record of the contact on the screen.
    fn remember(&self, query_id: &str, search: &Search, hits: &[knowledge_base::Hit]) {
        lock(&self.gathered).asked(AskedQuery {
            query_id: query_id.to_owned(),
            text: self.masker.load().mask(search.text.trim()).into_owned(),
            lang: search.lang.clone(),
            at_ms: self.now(),
            hits: hits.iter().map(|hit| hit.id.clone()).collect(),
            shown: u32::try_from(hits.len()).unwrap_or(u32::MAX),
        });
    }

    /// The last search led somewhere: it is worth remembering.
    fn looked_at(&self) {
        let text = lock(&self.last_search).take();
        if let Some(text) = text {
            self.shelf.searched(text, self.now());
        }
    }
}

pub(crate) fn title(titled: Titled) -> ArticleTitle {
    ArticleTitle {
        id: titled.id,
        lang: titled.lang,
        title: titled.title,
        version: titled.version,
        updated: titled.updated,
    }
}

/// What agents may read. One that is out of date may still be opened by its id, because a
/// contact of then names it; a search does not find it.
fn readable(row: ArticleRow) -> Option<Article> {
    let mut article: Article = serde_json::from_value(row.body).ok()?;
    article.id = row.id;
    article.lang = row.lang;
    See::default().allows(&article, None).then_some(article)
}

/// The variant in `lang`; else in the same language of another script; else English; else any.
pub(crate) fn nearest<'a, T>(
    variants: &'a [T],
    lang: &str,
    of: impl Fn(&T) -> &str,
) -> Option<&'a T> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    variants
        .iter()
        .find(|v| of(v) == lang)
        .or_else(|| variants.iter().find(|v| base(of(v)) == base(lang)))
        .or_else(|| variants.iter().find(|v| of(v) == "en"))
        .or_else(|| variants.first())
}

/// The day of a moment, in UTC: `2026-11-21`.
pub(crate) fn day(now: contact::Ms) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(now.div_euclid(1000))
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = moment.to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}
