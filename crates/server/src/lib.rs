//! The application: vertical slices over one App. Transport calls use cases, use cases ask `domain` and store through `db`.
//!
//! Slices call downward only: channels → conversations → routing → accounts → floor.
//! Nothing here knows the command line.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod channels;
pub mod contacts;
pub mod conversations;
pub mod files;
pub mod floor;
pub mod http;
pub mod inboxes;
pub mod jobs;
pub mod key;
pub mod lasting;
pub mod outbound;
pub mod phrases;
pub mod realtime;
pub mod routes;
pub mod routing;
pub mod search;
pub mod settings;
pub mod tags;
pub mod visitors;
pub mod workbench;

pub use app::{App, Config};
