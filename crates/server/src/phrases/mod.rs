//! Quick replies 快捷回复, personal and of the team, found by abbreviation, pinyin and initials.
//!
//! Not here: filling in names, which the workbench does before the agent sends.

pub mod change;
pub mod http;
pub mod import;
pub mod pinyin;
pub mod store;
