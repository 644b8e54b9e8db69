//! The numbers of live suggestion. They are data: `suggestion.toml` beside this file is what is
//! shipped, and a centre can fit its own to its transcripts.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::rank::suggesting::Decision;

/// How what was said fades, and when something is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// What is left, after a turn full of new words, of a word of a question.
    pub quick: f32,
    /// The same of a word that is a keyword of articles: products, places, names of things.
    pub slow: f32,
    /// What a keyword counts beside a word of the text.
    pub named: f32,
    /// What an agent's word counts beside a customer's.
    pub agent: f32,
    /// What a word of neither counts.
    pub other: f32,
    /// What a word adds that was said before.
    pub repeat: f32,
    /// So many new words make a turn full.
    pub full_step: f32,
    /// How much an agent's turn ages what was said before, beside a customer's.
    pub agent_step: f32,
    /// What the customer's last turn counts beside the earlier ones.
    pub last: f32,
    /// From this confidence on something is shown.
    pub threshold: f32,
    /// Whether to show anything.
    pub show: Decision,
    /// Whether an article is a right one.
    pub article: Decision,
}

/// Numbers that cannot be taken; the text says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the numbers of live suggestion are not as they should be: {0}")]
pub struct NumbersError(String);

impl Numbers {
    /// Those that come with the program.
    pub fn shipped() -> &'static Numbers {
        static SHIPPED: LazyLock<Numbers> = LazyLock::new(|| {
            Numbers::parse(include_str!("suggestion.toml")).unwrap_or_else(|error| {
                debug_assert!(false, "{error}");
                Numbers::never()
            })
        });
        &SHIPPED
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is no TOML, a number is missing, unknown, or out of its range; the message says which.
    pub fn parse(text: &str) -> Result<Numbers, NumbersError> {
        let numbers: Numbers =
            toml::from_str(text).map_err(|error| NumbersError(error.to_string()))?;
        let shares = [
            ("quick", numbers.quick),
            ("slow", numbers.slow),
            ("agent", numbers.agent),
            ("other", numbers.other),
            ("repeat", numbers.repeat),
            ("agent_step", numbers.agent_step),
            ("threshold", numbers.threshold),
        ];
        if let Some((name, value)) = shares.iter().find(|(_, n)| !(0.0..=1.0).contains(n)) {
            return Err(NumbersError(format!("{name} is {value}, not between 0 and 1")));
        }
        for (name, value) in
            [("named", numbers.named), ("full_step", numbers.full_step), ("last", numbers.last)]
        {
            if !(0.1..=100.0).contains(&value) {
                return Err(NumbersError(format!("{name} is {value}, not between 0.1 and 100")));
            }
        }
        for decision in [&numbers.show, &numbers.article] {
            decision.check().map_err(NumbersError)?;
        }
        Ok(numbers)
    }

    /// Shows nothing: where the shipped numbers are broken.
    fn never() -> Numbers {
        Numbers {
            quick: 0.6,
            slow: 0.85,
            named: 2.0,
            agent: 0.8,
            other: 0.3,
            repeat: 0.3,
            full_step: 3.0,
            agent_step: 1.0,
            last: 1.0,
            threshold: 1.0,
            show: Decision::never(),
            article: Decision::never(),
        }
    }
}
