//! What an agent can do, without a window.

pub mod ipc;
