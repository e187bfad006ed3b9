//! The HTTP kit: errors, bodies, callers, lists, limits, the web pages and what is wrapped around all answers. It knows no
//! slice's rules.

pub mod address;
pub mod assets;
pub mod caller;
pub mod docs;
pub mod error;
pub mod health;
pub mod intake;
pub mod json;
pub mod limits;
pub mod listen;
pub mod metrics;
pub mod origin;
pub mod page;
pub mod pages;
pub mod position;
pub mod security;
pub mod shell;
pub mod slow;
pub mod tokens;

pub use caller::{Agent, Visitor, WritingVisitor};
pub use error::{Answer, Failure};
pub use json::{Body, Params};
pub use page::{Cursor, Page};
