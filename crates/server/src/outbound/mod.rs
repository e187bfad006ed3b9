//! The one way out: every connection to an address that a tenant or a message names begins here.
//!
//! A name is looked up, every address it leads to must be public (unless the operator allows it with `--allow-hosts`),
//! and the connection goes to the address that was looked at, so that a second look-up cannot lead elsewhere. There are
//! no redirects, no proxies, no cookies, and bounds of time and size. What is fetched and why is not known here.

pub mod connect;
pub mod fetch;
pub mod guard;
pub mod picture;
#[cfg(test)]
mod tests;
