//! The HTTP kit: errors, bodies, callers, pages, limits. It knows no slice's rules.

pub mod address;
pub mod caller;
pub mod error;
pub mod json;
pub mod limits;
pub mod origin;
pub mod page;
pub mod position;

pub use caller::{Agent, Visitor};
pub use error::{Answer, Failure};
pub use json::{Body, Params};
pub use page::{Cursor, Page};
