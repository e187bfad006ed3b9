//! What strangers may send: bytes that are no frames, heads that never end, texts of every kind, files that are two things at
//! once. Each is refused or taken as it is, nothing breaks, and nobody else waits for it.

mod corpora;
mod document;
mod frames;
mod heads;
mod names;
mod raw;
mod replay;
mod texts;
mod uploads;
