//! What each fuzzer does with the bytes that it is given. The same functions replay the kept inputs in the normal test run.

pub mod bodies;
pub mod cookies;
pub mod files;
pub mod frames;
pub mod jwt;
pub mod names;
pub mod pages;
pub mod pinyin;
pub mod search;
