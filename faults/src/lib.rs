//! Faults on purpose: the real program is killed, cut from power, paused, filled up and set to another hour while people use
//! it, and afterwards a ledger says what was lost or doubled. It knows the public API and the operating system, nothing else.

pub mod cluster;
pub mod dice;
pub mod disk;
pub mod ledger;
pub mod people;
pub mod program;
pub mod shop;
pub mod signal;
pub mod told;
pub mod trials;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
