//! The note an agent starts from: the best template, filled in. Pure but for the codes.
//!
//! A line whose placeholder has nothing to say is left out, so that no sentence stands there
//! half. What the agent wrote is never touched here.

use contact::{Codes, Ms, NoteBy, Problem, Template};

use crate::Desk;
use crate::ipc::{Draft, Note, NoteFor};

impl Desk {
    /// The note made from the template that fits the draft. What must be hidden is.
    pub fn note(&self, wanted: &NoteFor) -> Result<Note, Problem> {
        let mut note = write(&self.0.codes.load(), wanted);
        self.0.masker.load().mask_in(&mut note.text);
        Ok(note)
    }
}

fn write(codes: &Codes, wanted: &NoteFor) -> Note {
    let named = wanted.template.as_deref();
    let template = codes
        .templates
        .iter()
        .find(|template| Some(template.id.as_str()) == named)
        .or_else(|| best(&codes.templates, &wanted.draft));
    let Some(template) = template else {
        return Note { template: String::new(), text: String::new(), by: NoteBy::Template };
    };
    let text = template.text.get(&wanted.lang).or_else(|| template.text.get("en"));
    Note {
        template: template.id.clone(),
        text: text.map(|text| fill(text, codes, wanted)).unwrap_or_default(),
        by: NoteBy::Template,
    }
}

/// The most special one that fits: a longer reason before a shorter, any reason before a named
/// outcome, that before one for everything. The first of equals.
fn best<'a>(templates: &'a [Template], draft: &Draft) -> Option<&'a Template> {
    let mut best: Option<(&Template, (usize, bool))> = None;
    for template in templates {
        let Some(rank) = fits(template, draft) else { continue };
        if best.is_none_or(|(_, highest)| rank > highest) {
            best = Some((template, rank));
        }
    }
    best.map(|(template, _)| template)
}

fn fits(template: &Template, draft: &Draft) -> Option<(usize, bool)> {
    let by_outcome = !template.outcomes.is_empty();
    if by_outcome && !template.outcomes.iter().any(|id| Some(id) == draft.outcome.as_ref()) {
        return None;
    }
    if template.reasons.is_empty() {
        return Some((0, by_outcome));
    }
    let reason = draft.reason.as_ref()?;
    let longest = template
        .reasons
        .iter()
        .filter(|prefix| reason.is_under(prefix))
        .map(|prefix| prefix.split('/').count())
        .max()?;
    Some((longest, by_outcome))
}

fn fill(text: &str, codes: &Codes, wanted: &NoteFor) -> String {
    let draft = &wanted.draft;
    let lang = wanted.lang.as_str();
    let reason = draft.reason.as_ref().map(|path| codes.path_names(path, lang).join(" › "));
    let article = draft
        .attached
        .as_ref()
        .map(|article| format!("{} {}", article.id, article.title).trim().to_owned());
    let steps = draft
        .attached
        .as_ref()
        .and_then(|article| draft.steps_done.get(&article.id))
        .map(|steps| ranges(steps, lang));
    let why = draft.root_cause.as_deref().and_then(|id| codes.root_cause(id)).map(|cause| {
        let name = cause.names.get(lang).or_else(|| cause.names.get("en"));
        name.cloned().unwrap_or_default()
    });
    let follow_up =
        draft.follow_up.as_ref().map(|promise| moment(promise.due_ms, wanted.utc_offset_min));
    let to = draft.hand_over.as_ref().map(|hand_over| {
        let there = codes.directory.iter().find(|there| there.queue == hand_over.queue);
        let name = there.and_then(|there| there.names.get(lang).or_else(|| there.names.get("en")));
        name.cloned().unwrap_or_else(|| hand_over.queue.to_string())
    });
    let said = Some(draft.said.join(" ")).filter(|said| !said.is_empty());
    let spent = draft.end_ms.map(|end| crate::clock::spans(draft, end));
    let values = [
        ("{reason}", reason),
        ("{article}", article),
        ("{steps}", steps),
        ("{why}", why),
        ("{follow_up}", follow_up),
        ("{hand_over}", to),
        ("{said}", said),
        ("{talk}", spent.map(|spans| minutes(spans.talk_ms))),
        ("{hold}", spent.map(|spans| minutes(spans.hold_ms))),
    ];
    let mut lines = Vec::new();
    'lines: for line in text.trim().lines() {
        let mut rest = line;
        let mut filled = String::new();
        // From left to right, so that a value that looks like a placeholder stays as it is.
        while let Some((at, placeholder, value)) = values
            .iter()
            .filter_map(|(name, value)| rest.find(name).map(|at| (at, *name, value)))
            .min_by_key(|(at, ..)| *at)
        {
            match value.as_deref() {
                None | Some("") => continue 'lines,
                Some(value) => {
                    filled.push_str(&rest[..at]);
                    filled.push_str(value);
                    rest = &rest[at + placeholder.len()..];
                }
            }
        }
        filled.push_str(rest);
        lines.push(filled);
    }
    lines.join("\n")
}

/// `1–3, 5`, with the language's own comma.
fn ranges(steps: &[u32], lang: &str) -> String {
    let comma = match lang {
        "ar" => "، ",
        "zh-Hans" | "zh-Hant" => "、",
        _ => ", ",
    };
    let mut sorted = steps.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for step in sorted {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == step => *last = step,
            _ => parts.push((step, step)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}{comma}{last}"),
            _ => format!("{first}–{last}"),
        })
        .collect();
    parts.join(comma)
}

/// `6:31`, of 391 seconds.
fn minutes(span: Ms) -> String {
    let seconds = span.max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `2026-11-22 09:00`, as the clock on the wall of the window shows it.
fn moment(at: Ms, utc_offset_min: i32) -> String {
    let seconds = at.div_euclid(1000) + i64::from(utc_offset_min) * 60;
    let Ok(local) = time::OffsetDateTime::from_unix_timestamp(seconds) else {
        return String::new();
    };
    let (year, month, day) = local.to_calendar_date();
    let (hour, minute, _) = local.to_hms();
    format!("{year:04}-{:02}-{day:02} {hour:02}:{minute:02}", u8::from(month))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::codes as shipped_codes;
