//! Nothing with a card number in it reaches the disk. Every text that a draft, a search or a call
//! brings goes through here first; what is hidden is said to the window.

use std::sync::Arc;

use contact::{Call, CallEvent, Codes, Masker};

use crate::ipc::Draft;

/// The masks of `codes`; card numbers are hidden whatever they say. [`Codes::check`] has seen the
/// patterns, so a bad one is only in lists of a newer program: it is passed over and said.
pub(crate) fn masker(codes: &Codes) -> Arc<Masker> {
    let mut masker = Masker::new(&codes.centre.masks);
    if let Err(error) = &masker {
        tracing::error!(mask = error.name, "a mask of the centre cannot be used");
        let usable: Vec<_> = codes
            .centre
            .masks
            .iter()
            .filter(|mask| Masker::new(std::slice::from_ref(mask)).is_ok())
            .cloned()
            .collect();
        masker = Masker::new(&usable);
    }
    Arc::new(masker.unwrap_or_default())
}

/// Hides what must be hidden in every text of `draft`; the names of the fields where it was.
pub(crate) fn draft(masker: &Masker, draft: &mut Draft) -> Vec<String> {
    let mut masked = Vec::new();
    let mut text = |field: &str, text: &mut String| {
        if masker.mask_in(text) && !masked.iter().any(|known| known == field) {
            masked.push(field.to_owned());
        }
    };
    text("customer", &mut draft.customer);
    if let Some(name) = &mut draft.customer_name {
        text("customer_name", name);
    }
    text("query", &mut draft.query);
    text("note", &mut draft.note);
    draft.gaps.iter_mut().for_each(|gap| text("gaps", gap));
    draft.knowledge_gaps.iter_mut().for_each(|gap| text("gaps", &mut gap.query));
    draft.fields.values_mut().for_each(|value| text("fields", value));
    if let Some(hand_over) = &mut draft.hand_over {
        text("hand_over", &mut hand_over.note);
    }
    draft.work.queries.iter_mut().for_each(|query| text("query", &mut query.text));
    draft.flags.iter_mut().filter_map(|f| f.text.as_mut()).for_each(|t| text("flags", t));
    draft.said.iter_mut().for_each(|said| text("said", said));
    if let Some(call) = &mut draft.call {
        call.facts.attributes.values_mut().for_each(|value| text("call", value));
    }
    masked
}

/// Hides what must be hidden in everything a telephone system said.
pub(crate) fn event(masker: &Masker, event: &mut CallEvent) {
    if let Some(party) = &mut event.party {
        for text in [&mut party.raw, &mut party.id, &mut party.name].into_iter().flatten() {
            masker.mask_in(text);
        }
        if let Some(customer) = &mut party.customer {
            masker.mask_in(&mut customer.0);
        }
    }
    for value in event.attributes.values_mut() {
        masker.mask_in(value);
    }
    for text in [&mut event.dialled, &mut event.cause].into_iter().flatten() {
        masker.mask_in(text);
    }
    if let Some(turn) = &mut event.turn {
        masker.mask_in(&mut turn.text);
    }
}

/// What the caller said first, in whole turns, as a highlight: at most three, and so many letters.
pub(crate) fn opening(call: &Call) -> Vec<String> {
    const TURNS: usize = 3;
    const LETTERS: usize = 400;
    let mut left = LETTERS;
    let mut opening = Vec::new();
    let turns = call.turns.iter().filter(|turn| {
        turn.is_final && turn.speaker == contact::Speaker::Customer && !turn.text.trim().is_empty()
    });
    for turn in turns.take(TURNS) {
        let letters = turn.text.trim().chars().count();
        if letters > left {
            let cut: String = turn.text.trim().chars().take(left.saturating_sub(1)).collect();
            if cut.chars().count() > 20 {
                opening.push(format!("{}…", cut.trim_end()));
            }
            break;
        }
        left -= letters;
        opening.push(turn.text.trim().to_owned());
    }
    opening
}
