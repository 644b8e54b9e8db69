//! desk
pub mod ipc;
