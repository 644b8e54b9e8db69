//! How the answer is found, as it happens: searches, what was on the screen and for how long.
//!
//! A search waits for no disk, so this is gathered in memory and goes into the draft with its next
//! save. Only what happens while a contact is on the screen is gathered. Texts are masked before
//! they come in.

use contact::{AskedQuery, ContactId, Ms, Reading, Work};

use crate::ipc::Draft;

/// Entries of one contact, of each kind.
const MOST: usize = 50;
/// Hits of one search that are kept.
const HITS: usize = 10;
/// Typing on within this time is the same search.
const SAME_SEARCH_MS: Ms = 10_000;
/// Nobody reads longer than this without a key: half an hour.
const LONGEST_LOOK_MS: Ms = 30 * 60_000;

/// What was gathered since the draft was last kept.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    on_screen: Option<ContactId>,
    queries: Vec<AskedQuery>,
    looks: Vec<Reading>,
    open: Option<Reading>,
    /// Handed to a draft of which it is not known yet that it was kept.
    handed: (Vec<AskedQuery>, Vec<Reading>),
}

impl Gathered {
    /// `contact` is on the screen from now on. What was gathered for another one is lost unless
    /// [`Gathered::hand_to`] was called before.
    pub(crate) fn shows(&mut self, contact: Option<ContactId>) {
        if self.on_screen != contact {
            *self = Gathered { on_screen: contact, ..Gathered::default() };
        }
    }

    /// A search was asked and answered. Typing on takes the place of the shorter search.
    pub(crate) fn asked(&mut self, query: AskedQuery) {
        if self.on_screen.is_none() || query.text.trim().is_empty() {
            return;
        }
        if let Some(last) = self.queries.last()
            && query.at_ms - last.at_ms < SAME_SEARCH_MS
            && query.lang == last.lang
            && (query.text.starts_with(&last.text) || last.text.starts_with(&query.text))
        {
            self.queries.pop();
        }
        self.queries.push(query);
    }

    /// An article comes to the screen; the one before leaves it.
    pub(crate) fn opened(&mut self, id: &str, version: u32, lang: &str, now: Ms) {
        if self.on_screen.is_none() {
            return;
        }
        let same = |open: &Reading| open.id == id && open.version == version && open.lang == lang;
        if self.open.as_ref().is_some_and(same) {
            return;
        }
        self.close(now);
        self.open = Some(Reading {
            id: id.to_owned(),
            version,
            lang: lang.to_owned(),
            at_ms: now,
            dwell_ms: 0,
        });
    }

    fn close(&mut self, now: Ms) {
        if let Some(mut open) = self.open.take() {
            open.dwell_ms = (now - open.at_ms).clamp(0, LONGEST_LOOK_MS);
            self.looks.push(open);
        }
    }

    /// Puts what was gathered into `draft`, when it is that one's. What is on the screen stays
    /// there, and is counted on from now.
    ///
    /// Until [`Gathered::kept`] says that the draft is safe, it is handed over again the next time.
    pub(crate) fn hand_to(&mut self, draft: &mut Draft, now: Ms) {
        if self.on_screen != Some(draft.contact_id) {
            return;
        }
        let still = self.open.clone();
        self.close(now);
        self.open = still.map(|open| Reading { at_ms: now, ..open });
        self.handed.0.append(&mut self.queries);
        self.handed.1.append(&mut self.looks);
        for query in &self.handed.0 {
            add_query(&mut draft.work, query.clone(), &draft.opened);
        }
        for look in &self.handed.1 {
            add_look(&mut draft.work, look.clone());
        }
    }

    /// The draft that it was handed to is in the journal.
    pub(crate) fn kept(&mut self) {
        self.handed = Default::default();
    }
}

fn add_query(work: &mut Work, mut query: AskedQuery, opened: &[crate::ipc::OpenedArticle]) {
    query.hits.truncate(HITS);
    if let Some(last) = work.queries.last()
        && query.at_ms - last.at_ms < SAME_SEARCH_MS
        && query.lang == last.lang
        && (query.text.starts_with(&last.text) || last.text.starts_with(&query.text))
        && !opened.iter().any(|article| article.query_id.as_ref() == Some(&last.query_id))
    {
        work.queries.pop();
    }
    if work.queries.len() < MOST {
        work.queries.push(query);
    }
}

fn add_look(work: &mut Work, look: Reading) {
    let same = |known: &&mut Reading| {
        (&known.id, known.version, &known.lang) == (&look.id, look.version, &look.lang)
    };
    let room = work.readings.len() < MOST;
    match work.readings.iter_mut().find(same) {
        Some(known) => known.dwell_ms += look.dwell_ms,
        None if room => work.readings.push(look),
        None => {}
    }
}

/// What the window changed, noticed: the first answer, the first reason.
pub(crate) fn notice(draft: &mut Draft, now: Ms) {
    let since = (now - draft.start_ms).max(0);
    if !draft.opened.is_empty() || draft.attached.is_some() {
        draft.work.first_answer_ms.get_or_insert(since);
    }
    if draft.reason.is_some() {
        draft.work.reason_ms.get_or_insert(since);
    }
    for suggested in &mut draft.work.suggested {
        suggested.taken |= draft.opened.iter().any(|article| article.id == suggested.id)
            || draft.attached.as_ref().is_some_and(|article| article.id == suggested.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ContactId {
        ContactId(uuid::Uuid::from_u128(7))
    }

    fn query(number: u32, text: &str, at_ms: Ms) -> AskedQuery {
        AskedQuery {
            query_id: format!("q{number}"),
            text: text.into(),
            lang: "sv".into(),
            at_ms,
            hits: vec!["KB-1".into(); 20],
            shown: 20,
        }
    }

    #[test]
    fn a_search_typed_on_is_one_and_one_that_led_somewhere_stays() {
        let mut gathered = Gathered::default();
        gathered.asked(query(0, "before any contact", 0));
        gathered.shows(Some(id()));
        for (number, text) in [(1, "r"), (2, "rou"), (3, "router"), (4, "faktura")] {
            gathered.asked(query(number, text, 100 * Ms::from(number)));
        }
        let mut draft = crate::call::blank(id(), 0);
        gathered.hand_to(&mut draft, 500);
        gathered.kept();
        let ids = |draft: &Draft| -> Vec<String> {
            draft.work.queries.iter().map(|query| query.query_id.clone()).collect()
        };
        assert_eq!(ids(&draft), ["q3", "q4"]);
        assert_eq!(draft.work.queries[0].hits.len(), HITS);
        draft.opened.push(crate::ipc::OpenedArticle {
            id: "KB-1".into(),
            version: 1,
            lang: "sv".into(),
            query_id: Some("q4".into()),
        });
        gathered.asked(query(5, "faktura kopia", 600));
        gathered.hand_to(&mut draft, 700);
        assert_eq!(ids(&draft), ["q3", "q4", "q5"], "q4 found an article");
    }

    #[test]
    fn a_save_that_failed_loses_no_search() {
        let mut gathered = Gathered::default();
        gathered.shows(Some(id()));
        gathered.asked(query(1, "router", 100));
        gathered.opened("KB-1", 3, "sv", 1_000);
        let kept = crate::call::blank(id(), 0);
        gathered.hand_to(&mut kept.clone(), 4_000);
        gathered.asked(query(2, "faktura", 20_000));
        let mut again = kept;
        gathered.hand_to(&mut again, 21_000);
        gathered.kept();
        assert_eq!(again.work.queries.len(), 2, "the first save failed");
        assert_eq!(again.work.readings[0].dwell_ms, 20_000);
        gathered.hand_to(&mut again, 21_000);
        assert_eq!(again.work.queries.len(), 2, "handed over once");
        assert_eq!(again.work.readings[0].dwell_ms, 20_000);
    }

    #[test]
    fn an_article_is_counted_while_it_is_on_the_screen() {
        let mut gathered = Gathered::default();
        gathered.shows(Some(id()));
        let mut draft = crate::call::blank(id(), 0);
        gathered.opened("KB-1", 3, "sv", 1_000);
        gathered.hand_to(&mut draft, 4_000);
        gathered.kept();
        gathered.opened("KB-1", 3, "sv", 5_000);
        gathered.opened("KB-2", 1, "sv", 9_000);
        gathered.hand_to(&mut draft, 10_000);
        gathered.kept();
        let dwell: Vec<_> =
            draft.work.readings.iter().map(|look| (look.id.as_str(), look.dwell_ms)).collect();
        assert_eq!(dwell, [("KB-1", 8_000), ("KB-2", 1_000)]);
        assert_eq!(draft.work.readings[0].at_ms, 1_000);
        gathered.shows(None);
        gathered.opened("KB-3", 1, "sv", 11_000);
        gathered.hand_to(&mut draft, 12_000);
        assert_eq!(draft.work.readings.len(), 2);
    }
}
