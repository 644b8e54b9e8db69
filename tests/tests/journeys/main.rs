//! Journeys: real desks, a real store on a free port, a network that can be cut.

mod channels;
mod faults;
mod outage;
mod search_mid_call;
mod team;
mod trouble;
mod wrap_up_to_fcr;
