//! The words that travel between desk and store, and the rule for first-contact resolution.
//!
//! Everything here is a plain value: it can be built, compared, written as JSON and read back.
//! [`fcr`] is the one definition of first-contact resolution; every other computation of the
//! same figures is held to it by tests.
//!
//! Deliberately absent: files, databases, sockets, clocks and random numbers. Times are
//! milliseconds since 1970 in UTC ([`Ms`]) and come in as arguments, and so do ids.

mod call;
mod centre;
mod codes;
mod customer;
mod directory;
mod extras;
pub mod fcr;
mod id;
mod identity;
mod mask;
mod problem;
pub mod protocol;
mod record;
mod secret;
mod validate;

pub use call::{
    Call, CallEvent, CallEventError, CallEventKind, CallId, CallLog, CallPhase, Direction,
    Durations, EndedBy, Party, Speaker, Transfer, TransferKind, Turn,
};
pub use centre::{
    AcwMode, AcwPolicy, Centre, ConversionAsk, Field, FieldChoice, FieldKind, Mask, SurveyPolicy,
};
pub use codes::{
    Codes, CodesError, LANGUAGES, Names, Outcome, OutcomeField, Reason, RootCause, Template,
};
pub use customer::Customer;
pub use directory::{Destination, Skill};
pub use extras::{
    ArticleFlag, AskedQuery, CallFacts, Clocks, Conversion, Extras, FlagKind, HandOver,
    HandOverKind, Invitation, KnowledgeGap, NoteBy, Promise, Reading, Suggested, Work,
};
pub use id::{AgentId, ContactId, QueueId, ReasonPath};
pub use identity::{Identity, IdentityKind};
pub use mask::{HIDDEN, MaskError, Masker};
pub use problem::{Code, Problem};
pub use record::{
    ArticleRef, ArticleRole, Channel, Claim, ClockReading, Contact, Exclusion, FollowUp, Initiator,
    LinkVerdict, Survey, SurveyAnswer,
};
pub use secret::Secret;
pub use validate::{Limits, check};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Ms = i64;
