//! What a centre decides about work at its desks: how after-call work is timed, who is asked in a
//! survey, what else a wrap-up asks for, what is never written down. Data, like its lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Names, ReasonPath};

/// The rules of a centre: the file `centre.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Centre {
    /// How after-call work is timed.
    pub acw: AcwPolicy,
    /// Who is asked how it went; none asks nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub survey: Option<SurveyPolicy>,
    /// Where it is asked whether something was sold or kept; none asks nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub conversion: Option<ConversionAsk>,
    /// What is hidden besides card numbers, before anything is written to disk.
    #[serde(rename = "mask")]
    #[ts(rename = "mask")]
    pub masks: Vec<Mask>,
    /// Further fields of the wrap-up.
    #[serde(rename = "field")]
    #[ts(rename = "field")]
    pub fields: Vec<Field>,
}

/// What happens as after-call work goes on. Nothing is ever submitted by time.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AcwMode {
    /// The clock runs, and that is all.
    NoLimit,
    /// A target is shown and may be exceeded.
    #[default]
    Target,
    /// A warning, which a key answers; at the end the draft is parked as it is.
    Limit,
}

/// How after-call work is timed. Times in seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AcwPolicy {
    /// What happens as it goes on.
    pub mode: AcwMode,
    /// The target; none shows the one in the agent's settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub target_s: Option<u32>,
    /// With [`AcwMode::Limit`]: parked after so long.
    pub limit_s: u32,
    /// The warning comes so long before; 20 or more (WCAG 2.2, 2.2.1).
    pub warn_s: u32,
    /// What one extension adds.
    pub extend_s: u32,
    /// How often it may be extended; 10 or more (WCAG 2.2, 2.2.1).
    pub extensions: u32,
}

impl Default for AcwPolicy {
    fn default() -> Self {
        AcwPolicy {
            mode: AcwMode::Target,
            target_s: None,
            limit_s: 120,
            warn_s: 20,
            extend_s: 60,
            extensions: 10,
        }
    }
}

/// Who is invited to say how it went: by rule and by lot, never by the agent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyPolicy {
    /// How they are asked: `ivr`, `sms`, `email`.
    pub by: String,
    /// So many of a hundred that the rule fits are invited.
    pub share_percent: u8,
    /// Only after these outcomes; none means any.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// Only about these reasons, as path prefixes; none means any.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Nobody twice within so many days; 0 asks every time.
    #[serde(default)]
    pub rest_days: u16,
}

/// Where it is asked whether something was sold or kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversionAsk {
    /// For these reasons, as path prefixes.
    pub reasons: Vec<String>,
    /// The amount is asked for as well.
    #[serde(default)]
    pub amount: bool,
    /// ISO 4217.
    pub currency: String,
}

/// Something that is hidden.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// `personal_number`.
    pub id: String,
    /// A regular expression, as the crate `regex` reads it.
    pub pattern: String,
    /// So many letters and digits at the end stay.
    #[serde(default)]
    pub keep_last: u8,
}

/// What a further field takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// A whole number.
    Number,
    /// One of [`Field::choices`].
    Choice,
    /// `yes` or `no`.
    YesNo,
}

/// A further field of the wrap-up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// `order_no`; also the attribute of a call that fills it in.
    pub id: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Its name.
    pub names: Names,
    /// For these reasons, as path prefixes; none means any.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// After these outcomes; none means any.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// It must be filled in.
    #[serde(default)]
    pub required: bool,
    /// The whole text fits this regular expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pattern: Option<String>,
    /// What can be chosen, with names.
    #[serde(default, rename = "choice")]
    #[ts(rename = "choice")]
    pub choices: Vec<FieldChoice>,
}

/// One thing to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChoice {
    /// What the record says.
    pub id: String,
    /// What the screen says.
    pub names: Names,
}

impl Field {
    /// Whether it is part of a wrap-up with this outcome and reason.
    pub fn fits(&self, outcome: Option<&str>, reason: Option<&ReasonPath>) -> bool {
        fits(&self.outcomes, &self.reasons, outcome, reason)
    }

    /// The whole of `text` is what the field takes.
    pub fn takes(&self, text: &str) -> bool {
        let kind = match self.kind {
            FieldKind::Text => !text.contains('\n'),
            FieldKind::Number => text.parse::<i64>().is_ok(),
            FieldKind::Choice => self.choices.iter().any(|choice| choice.id == text),
            FieldKind::YesNo => ["yes", "no"].contains(&text),
        };
        kind && self.pattern.as_ref().is_none_or(|pattern| {
            regex::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|whole| whole.is_match(text))
        })
    }
}

impl ConversionAsk {
    /// Whether it is asked about this reason.
    pub fn fits(&self, reason: Option<&ReasonPath>) -> bool {
        fits(&[], &self.reasons, None, reason)
    }
}

impl SurveyPolicy {
    /// Whether the rule fits; the lot comes after.
    pub fn fits(&self, outcome: Option<&str>, reason: Option<&ReasonPath>) -> bool {
        fits(&self.outcomes, &self.reasons, outcome, reason)
    }
}

fn fits(
    outcomes: &[String],
    reasons: &[String],
    outcome: Option<&str>,
    reason: Option<&ReasonPath>,
) -> bool {
    let outcome_fits =
        outcomes.is_empty() || outcomes.iter().any(|id| Some(id.as_str()) == outcome);
    let reason_fits = reasons.is_empty()
        || reason.is_some_and(|path| reasons.iter().any(|prefix| path.is_under(prefix)));
    outcome_fits && reason_fits
}
