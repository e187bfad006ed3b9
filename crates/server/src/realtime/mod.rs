//! Live events: from the commit to every screen that may see them, and again after a gap (spec §13, resume).
//!
//! The truth is the `events` table; everything here is a fast path to it. Recipients are computed per event from
//! the viewer's rights as they are at that moment.

pub mod agent_socket;
pub mod frames;
pub mod hub;
pub mod positions;
pub mod publish;
pub mod pump;
pub mod render;
pub mod replay;
pub mod room;
pub mod told;
pub mod visitor_socket;
pub mod whisper;
