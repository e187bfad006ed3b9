//! The vocabulary and the rules of Yingke as plain values: no async, no IO, no clock and no chance taken from the air.
//!
//! Everything here can be called from a test in one line. What a value *is* lives here; where it is stored (`db`)
//! and who may ask for it over the network (`server`) do not.

pub mod account;
pub mod audience;
pub mod conversation;
pub mod error;
pub mod id;
pub mod permission;
pub mod presence;
pub mod routing;
pub mod shop;
pub mod shown;
pub mod time;

pub use error::{Code, Error, Result};
pub use time::Timestamp;
