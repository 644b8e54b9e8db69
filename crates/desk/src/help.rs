//! What helps with a reason, who can take it over, and what is wrong or missing in the articles.

use contact::{ArticleFlag, Destination, KnowledgeGap, Problem, QueueId, ReasonPath};
use journal::LooseEnd;

use crate::call::{read, row};
use crate::ipc::{
    DirectoryEntry, DirectoryFor, Draft, FlagArticle, Nothing, ReasonHelp, ReasonHelpFor,
    RecordGap, Titles,
};
use crate::{Desk, Inner, lock};

/// Articles related to a reason.
const RELATED: usize = 6;
/// How loose ends are called in the journal.
const FLAG: &str = "flag";
const GAP: &str = "gap";

impl Desk {
    /// What the agent may decide, and what to read, for a reason.
    pub fn reason_help(&self, asked: &ReasonHelpFor) -> Result<ReasonHelp, Problem> {
        let codes = self.0.codes.load();
        let leaf = codes.leaf(&asked.reason);
        let also_check = leaf.map(|leaf| leaf.also_check.clone()).unwrap_or_default();
        let related = self.0.shelf.answering(&asked.reason, RELATED + also_check.len());
        let related: Vec<String> =
            related.into_iter().filter(|id| !also_check.contains(id)).take(RELATED).collect();
        let titles = |ids| self.titles(&Titles { ids, lang: asked.lang.clone() });
        Ok(ReasonHelp {
            authority: leaf.and_then(|leaf| {
                leaf.authority.get(&asked.lang).or_else(|| leaf.authority.get("en")).cloned()
            }),
            related: titles(related)?,
            also_check: titles(also_check)?,
        })
    }

    /// Who can take a contact over, the best fit first, then in the centre's order.
    pub fn directory(&self, asked: &DirectoryFor) -> Result<Vec<DirectoryEntry>, Problem> {
        let codes = self.0.codes.load();
        let own = asked
            .reason
            .as_ref()
            .and_then(|reason| codes.leaf(reason))
            .and_then(|leaf| leaf.queue.clone());
        let mut ranked: Vec<(usize, DirectoryEntry)> = codes
            .directory
            .iter()
            .map(|there| entry(there, asked.reason.as_ref(), own.as_ref(), &asked.lang))
            .collect();
        ranked.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        Ok(ranked.into_iter().map(|(_, entry)| entry).collect())
    }

    /// An article is wrong, outdated or unclear. Goes with the contact on the screen, or with the
    /// next one.
    pub fn flag(&self, flagged: &FlagArticle) -> Result<Nothing, Problem> {
        let masker = self.0.masker.load();
        let text = flagged.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let flag = ArticleFlag {
            id: flagged.id.clone(),
            version: flagged.version,
            lang: flagged.lang.clone(),
            kind: flagged.kind,
            text: text.map(|text| masker.mask(text).into_owned()),
            at_ms: self.0.now(),
            idle: false,
        };
        let _turn = lock(&self.0.drafting);
        match self.current()? {
            Some(mut draft) => {
                // Changing one's mind is no second flag.
                draft.flags.retain(|known| (&known.id, &known.lang) != (&flag.id, &flag.lang));
                draft.flags.push(flag);
                self.0.journal.save_draft(&row(&draft)?, self.0.now())?;
            }
            None => self.0.loose_end(FLAG, &ArticleFlag { idle: true, ..flag })?,
        }
        Ok(Nothing {})
    }

    /// No article answers this. Goes with the contact on the screen, or with the next one.
    pub fn gap(&self, gap: &RecordGap) -> Result<Nothing, Problem> {
        let query = self.0.masker.load().mask(gap.query.trim()).into_owned();
        if query.is_empty() {
            return Err(Problem::field("query", "Type what could not be found."));
        }
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let gap = KnowledgeGap { query, lang: gap.lang.clone(), at_ms: now, idle: false };
        match self.current()? {
            Some(mut draft) => {
                if !draft.knowledge_gaps.iter().any(|known| known.query == gap.query) {
                    draft.knowledge_gaps.push(gap);
                }
                self.0.journal.save_draft(&row(&draft)?, now)?;
            }
            None => self.0.loose_end(GAP, &KnowledgeGap { idle: true, ..gap })?,
        }
        Ok(Nothing {})
    }
}

impl Inner {
    fn loose_end(&self, kind: &str, what: &impl serde::Serialize) -> Result<(), Problem> {
        let body = serde_json::to_string(what).map_err(|_| {
            Problem::new(contact::Code::Internal, "The remark could not be written.")
        })?;
        Ok(self.journal.keep_loose_end(kind, &body, self.now())?)
    }

    /// Hands the loose ends to `draft`; which they are, so that they go when it is recorded.
    pub(crate) fn take_along(&self, draft: &mut Draft) -> Result<Vec<i64>, Problem> {
        let mut taken = Vec::new();
        for LooseEnd { id, kind, body } in self.journal.loose_ends()? {
            let known = match kind.as_str() {
                FLAG => serde_json::from_str(&body).map(|flag| draft.flags.push(flag)).is_ok(),
                GAP => {
                    serde_json::from_str(&body).map(|gap| draft.knowledge_gaps.push(gap)).is_ok()
                }
                _ => false,
            };
            if known {
                taken.push(id);
            }
        }
        Ok(taken)
    }

    /// A draft of the journal, changed by the desk.
    pub(crate) fn change(
        &self,
        contact: contact::ContactId,
        change: impl FnOnce(&mut Draft),
    ) -> Result<(), Problem> {
        let found = self.journal.draft(contact)?.ok_or(journal::Fault::NotFound)?;
        let mut draft = read(&found)?;
        change(&mut draft);
        Ok(self.journal.save_draft(&row(&draft)?, self.now())?)
    }
}

fn entry(
    there: &Destination,
    reason: Option<&ReasonPath>,
    own: Option<&QueueId>,
    lang: &str,
) -> (usize, DirectoryEntry) {
    let fit = reason.and_then(|reason| there.fit(reason, own));
    let in_lang = |names: &contact::Names| {
        names.get(lang).or_else(|| names.get("en")).filter(|text| !text.is_empty()).cloned()
    };
    let needed = |skill: &contact::Skill| {
        reason.is_some_and(|reason| skill.reasons.iter().any(|prefix| reason.is_under(prefix)))
    };
    let mut skills = there.skills.clone();
    skills.sort_by_key(|skill| !needed(skill));
    let entry = DirectoryEntry {
        queue: there.queue.clone(),
        name: in_lang(&there.names).unwrap_or_else(|| there.queue.to_string()),
        fits: fit.is_some(),
        own: own == Some(&there.queue),
        escalation: there.escalation,
        skill: skills.first().filter(|skill| needed(skill)).map(|skill| skill.id.clone()),
        skills,
        languages: there.languages.clone(),
        dial: there.dial.clone(),
        hours: in_lang(&there.hours),
    };
    (fit.map_or(0, |fit| fit + 1), entry)
}
