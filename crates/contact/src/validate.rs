//! Whether a contact makes sense. The desk asks before it saves, the store before it stores.

use crate::{Codes, Contact, Ms, Problem};

/// How large and how strange a contact may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Letters of a note.
    pub note_chars: usize,
    /// Letters of any other text.
    pub text_chars: usize,
    /// The longest believable conversation.
    pub duration_ms: Ms,
    /// How far ahead of the reader's clock a contact may begin.
    pub ahead_ms: Ms,
    /// Articles and links of one contact.
    pub many: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            note_chars: 20_000,
            text_chars: 200,
            duration_ms: 7 * 24 * 3_600_000,
            ahead_ms: 24 * 3_600_000,
            many: 200,
        }
    }
}

/// The first thing wrong with `contact`, by the field's name; `now` is the reader's clock.
///
/// `codes` are the centre's own; without them any reason, outcome and root cause passes, because
/// history from before the codes is true as well.
pub fn check(
    contact: &Contact,
    codes: Option<&Codes>,
    now: Ms,
    limits: &Limits,
) -> Result<(), Problem> {
    let wrong = |field: &str, message: String| Err(Problem::field(field, message));

    // It names every contact and none: whoever keeps contacts may use it for "no contact".
    if contact.contact_id.0.is_nil() {
        return wrong("contact_id", "The contact_id is all zeros, which names no contact.".into());
    }
    if contact.revision == 0 {
        return wrong("revision", "A revision is counted from 1.".into());
    }
    if contact.start_ms < 0 {
        return wrong("start_ms", "The contact begins before 1970.".into());
    }
    if contact.end_ms < contact.start_ms {
        return wrong("end_ms", "The contact ends before it begins.".into());
    }
    if contact.end_ms - contact.start_ms > limits.duration_ms {
        return wrong("end_ms", "The contact lasts longer than seven days.".into());
    }
    if contact.start_ms > now.saturating_add(limits.ahead_ms) {
        return wrong("start_ms", "The contact begins more than a day in the future.".into());
    }
    for (field, value) in
        [("talk_ms", contact.talk_ms), ("hold_ms", contact.hold_ms), ("acw_ms", contact.acw_ms)]
    {
        if value.is_some_and(|ms| !(0..=10 * 365 * 24 * 3_600_000).contains(&ms)) {
            return wrong(field, format!("{field} is negative or absurd."));
        }
    }
    if let Some(note) = &contact.note {
        let length = note.chars().count();
        if length > limits.note_chars {
            let most = limits.note_chars;
            return wrong("note", format!("The note has {length} letters; {most} fit."));
        }
    }
    let requested = contact.exclusion.as_ref();
    let texts = [
        ("customer", contact.customer.as_ref().map(|c| c.as_str())),
        ("agent", contact.agent.as_ref().map(|a| a.as_str())),
        ("queue", contact.queue.as_ref().map(|q| q.as_str())),
        ("reason", contact.reason.as_ref().map(|r| r.as_str())),
        ("outcome", contact.outcome.as_deref()),
        ("root_cause", contact.root_cause.as_deref()),
        ("lang", contact.lang.as_deref()),
        ("exclusion", requested.map(|e| e.reason.as_str())),
        ("exclusion", requested.and_then(|e| e.requested_by.as_ref()).map(|by| by.as_str())),
        ("exclusion", requested.and_then(|e| e.reviewed_by.as_ref()).map(|by| by.as_str())),
    ];
    for (field, text) in texts {
        let Some(text) = text else { continue };
        if text.trim().is_empty() {
            return wrong(field, format!("{field} is empty; leave it out instead."));
        }
        if text.chars().count() > limits.text_chars {
            let most = limits.text_chars;
            return wrong(field, format!("{field} is longer than {most} letters."));
        }
        if text.chars().any(char::is_control) {
            return wrong(field, format!("{field} holds a control character."));
        }
    }
    if contact.articles.len() > limits.many {
        return wrong("articles", format!("More than {} articles.", limits.many));
    }
    if contact.links.len() > limits.many {
        return wrong("links", format!("More than {} links.", limits.many));
    }
    if contact.links.contains_key(&contact.contact_id) {
        return wrong("links", "A contact cannot be linked to itself.".into());
    }
    let Some(codes) = codes else { return Ok(()) };
    if let Some(reason) = &contact.reason
        && codes.leaf(reason).is_none()
    {
        return wrong("reason", "This reason is not in the centre's list.".into());
    }
    if let Some(outcome) = &contact.outcome
        && codes.outcome(outcome).is_none()
    {
        return wrong("outcome", "This outcome is not in the centre's list.".into());
    }
    if let Some(cause) = &contact.root_cause
        && codes.root_cause(cause).is_none()
    {
        return wrong("root_cause", "This root cause is not in the centre's list.".into());
    }
    Ok(())
}
