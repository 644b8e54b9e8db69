//! Lists and decisions in words, for the command line.

use std::fmt::Write;

use contact::Customer;

use crate::tables::exclusions::ReviewState;
use crate::tables::people::Merge;
use crate::{Failure, Store};

/// Lines of a list.
const LINES: u16 = 500;

fn merged(merge: Option<Merge>) -> String {
    match merge {
        Some(Merge { id, kept, gone, contacts }) => format!(
            "{} is {} from now on; {contacts} contacts changed hands. `people part {id}` takes it back.",
            gone.hex(),
            kept.hex()
        ),
        None => "Nothing was joined; it will not be proposed again.".to_owned(),
    }
}

impl Store {
    /// Proposals and merges, a line each.
    pub async fn people_listed(&self) -> Result<String, Failure> {
        let mut text = String::new();
        for proposal in self.proposals(LINES).await? {
            let (one, other) = (proposal.one.hex(), proposal.other.hex());
            let (id, seen, why) = (proposal.id, proposal.seen, proposal.why);
            let _ = writeln!(text, "proposal {id:>5}  {one}  {other}  seen {seen:>4}  {why}");
        }
        for merge in self.merges(LINES).await? {
            let state = match &merge.undone_by {
                Some(by) => format!("taken back by {by}"),
                None => "stands".to_owned(),
            };
            let (id, kept, gone) = (merge.id, merge.kept.hex(), merge.gone.hex());
            let _ =
                writeln!(text, "merge    {id:>5}  {kept}  {gone}  by {}, {state}", merge.made_by);
        }
        if text.is_empty() {
            text.push_str("Nothing is proposed, and nothing was joined by hand.\n");
        }
        Ok(text)
    }

    /// Decides a proposal and says what that did.
    ///
    /// # Errors
    /// [`contact::Code::NotFound`] when there is no such open proposal.
    pub async fn decide_told(&self, id: u32, join: bool, by: &str) -> Result<String, Failure> {
        Ok(merged(self.decide(id, join, by).await?))
    }

    /// Joins two identities and says what that did.
    ///
    /// # Errors
    /// [`contact::Code::Conflict`] when they are one person already.
    pub async fn merge_told(
        &self,
        kept: &Customer,
        gone: &Customer,
        by: &str,
    ) -> Result<String, Failure> {
        Ok(merged(Some(self.merge(kept, gone, by).await?)))
    }

    /// Takes a merge back and says what that did.
    ///
    /// # Errors
    /// [`contact::Code::NotFound`], [`contact::Code::Conflict`] when it was taken back before.
    pub async fn part_told(&self, id: u32, by: &str) -> Result<String, Failure> {
        Ok(parted(&self.part(id, by).await?))
    }

    /// Parts an identity from the person it was joined to; gives what was done, as a sentence.
    ///
    /// # Errors
    /// [`Code::Conflict`](contact::Code::Conflict) when it was joined to nobody.
    pub async fn part_identity_told(&self, own: &Customer, by: &str) -> Result<String, Failure> {
        Ok(parted(&self.part_identity(own, by).await?))
    }

    /// Records that were set aside, a line each, the latest first.
    pub async fn quarantine_listed(&self, limit: u16) -> Result<String, Failure> {
        let mut text = String::new();
        for aside in self.quarantine(limit).await? {
            let id = contact::ContactId(uuid::Uuid::from_bytes(aside.record_id));
            let (device, revision, code) = (aside.device, aside.revision, aside.code);
            let _ = writeln!(
                text,
                "{id}  revision {revision:<6}  desk {device:<10}  {code:<10}  {}",
                aside.why
            );
        }
        if text.is_empty() {
            text.push_str("Nothing is set aside.\n");
        }
        Ok(text)
    }

    /// Requests to leave contacts out of the rate, a line each.
    pub async fn exclusions_listed(&self, state: ReviewState) -> Result<String, Failure> {
        let mut text = String::new();
        for asked in self.exclusions(state, LINES).await? {
            let who =
                |who: Option<&contact::AgentId>| who.map_or("-", |who| who.as_str()).to_owned();
            let exclusion = asked.contact.exclusion.as_ref();
            let reason = exclusion.map_or("-", |exclusion| exclusion.reason.as_str());
            let by = who(exclusion.and_then(|exclusion| exclusion.requested_by.as_ref()));
            let agent = who(asked.contact.agent.as_ref());
            let state = match &asked.review {
                None => "waits for a review".to_owned(),
                Some(review) if review.approved => format!("approved by {}", review.by),
                Some(review) => format!("refused by {}", review.by),
            };
            let id = asked.contact.contact_id;
            let _ =
                writeln!(text, "{id}  {reason:<24}  asked by {by:<12}  agent {agent:<12}  {state}");
        }
        if text.is_empty() {
            text.push_str("There is none.\n");
        }
        Ok(text)
    }
}

fn parted(merge: &Merge) -> String {
    let (gone, contacts) = (merge.gone.hex(), merge.contacts);
    format!("{gone} is a person of its own again, with {contacts} contacts.")
}
