//! Call events in: neutral CloudEvents, and one adapter per platform.
//!
//! Each adapter is a pure function from a platform's message to [`contact::CallEvent`]:
//! [`cloudevents`], [`zammad`], [`link`], [`twilio`], [`connect`] and [`asterisk::Line`]. What is of
//! no concern here (an unknown type, another agent's call) is ignored; what cannot be right is
//! refused by name. [`Intake`] is where they all meet on a desk: the local [`endpoint`], the
//! [`asterisk`] client, and whatever the shell and the store hand in.
//!
//! Deliberately absent: what an event does to a contact (the desk's), media, and anything that
//! answers, holds or ends a call: the telephone does that.

pub mod asterisk;
pub mod cloudevents;
pub mod connect;
pub mod endpoint;
mod fields;
mod intake;
pub mod link;
pub mod post;
mod rate;
mod reading;
pub mod settings;
pub mod shift;
pub mod twilio;
pub mod zammad;

pub use intake::{Clock, Counts, Intake, Taken};
pub use rate::Rate;
pub use reading::{Agents, Read, Reading, Refusal};
