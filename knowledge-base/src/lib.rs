//! Articles in, ranked passages out.
//!
//! [`import`] reads articles from Markdown or JSON lines, [`Index`] keeps them searchable on
//! disk, [`Index::search`] answers a [`Query`] with [`Hit`]s, [`Index::suggest`] reads a
//! [`Conversation`] along and offers articles or honestly nothing. A search runs on a snapshot: it
//! never waits for an update and never touches the network. How words are taken from text is in
//! `analysis`; every weight of the ranking is in `weights`, with its reason.
//!
//! Deliberately absent: the truth. The index is derived and can be thrown away and built again
//! from the articles; clocks (what is out of date is judged by the day the asker names); HTML.

mod analysis;
mod answer;
mod article;
mod error;

pub mod eval;
pub mod export;
mod history;
pub mod import;
mod index;
pub mod lint;

mod lang;
mod passage;
mod query;
mod rank;

mod section;
mod suggestion;
mod synonyms;
mod weights;

pub use answer::{Answer, Hit};
pub use article::{Article, Audience, Key, State};
pub use error::{IndexError, IndexErrorKind};
pub use history::{Change, How, Version, changes};
pub use index::{Index, Manifest, Progress, fingerprint};
pub use query::{Query, See};
pub use section::{Section, sections};
pub use suggestion::{Conversation, Speaker, Suggestion, Suggestions, Turn};
pub use synonyms::{Synonyms, SynonymsError};
pub use weights::suggestion::{Numbers, NumbersError};
