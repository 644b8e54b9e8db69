//! First-contact resolution: the one definition. Every other computation of these figures, in SQL
//! or on a screen, is held to the functions here by tests.
//!
//! Three facts about a contact stay apart: what the agent *claimed*, what later contacts *verify*
//! once the window has passed, and what the customer *confirmed*. [`judge`] gives each contact
//! its [`Verdict`] under a [`Policy`]; [`Tally`] counts the verdicts into a [`Report`].
//!
//! Promised: pure functions of their arguments. The order of arrival changes nothing, intervals
//! are inclusive at both ends, and windows are spans of milliseconds, never calendar days.
//!
//! Deliberately absent: storage, clocks (the watermark comes in), money (a cost is handle time
//! times a price that the reader sets), and who a caller is (identities are joined before).

mod case;
mod counts;
mod judge;
mod line;
mod policy;
mod ratio;
mod report;
mod tally;
mod verdict;

pub use case::{Case, latest, related};
pub use judge::{issues, judge, judge_all};
pub use policy::{LAST_MS, LONGEST_H, PRESETS_H, Policy, Relation};
pub use ratio::{RANKED_FROM, Ratio};
pub use report::{Mean, Pair, Preset, Report};
pub use tally::Tally;
pub use verdict::{Because, Judged, Verdict};
