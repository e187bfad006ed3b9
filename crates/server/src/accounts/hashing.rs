//! Passwords as they are stored: Argon2id, on threads that may block, two at a time so that a rush of sign-ins cannot
//! take the machine's memory and processors from those who are at work.

use crate::App;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Error, Result};
use tokio::sync::Semaphore;

/// The price of one guess. The defaults are those of the OWASP password storage cheat sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Cost { memory_kib: 19_456, passes: 2 }
    }
}

const AT_ONCE: usize = 2;

pub struct Hashing {
    cost: Cost,
    turns: Semaphore,
    /// The hash of nobody's password: verified when there is no account, so that both answers take the same time.
    nobody: String,
}

impl Hashing {
    /// `nobody_salt` comes from chance: the text of the hash must fit no password known to anybody.
    pub fn new(cost: Cost, nobody_salt: [u8; 16]) -> Result<Self> {
        let nobody = hash_now(cost, &nobody_salt, &nobody_salt)?;
        Ok(Hashing { cost, turns: Semaphore::new(AT_ONCE), nobody })
    }
}

pub async fn hash(app: &App, password: &str) -> Result<String> {
    let (cost, salt, password) = (app.hashing.cost, app.random::<16>(), password.to_owned());
    let _turn = app.hashing.turns.acquire().await.map_err(|_| Error::unavailable("hashing has ended"))?;
    let hashing = tokio::task::spawn_blocking(move || hash_now(cost, password.as_bytes(), &salt));
    hashing.await.map_err(|error| Error::internal_error(format!("hashing: {error}")))?
}

/// Whether the password fits. `None` takes as long as a wrong password and never fits.
pub async fn verify(app: &App, stored: Option<&str>, password: &str) -> Result<bool> {
    let exists = stored.is_some();
    let (stored, password) = (stored.unwrap_or(&app.hashing.nobody).to_owned(), password.to_owned());
    let _turn = app.hashing.turns.acquire().await.map_err(|_| Error::unavailable("hashing has ended"))?;
    let fits = tokio::task::spawn_blocking(move || verify_now(&stored, password.as_bytes()));
    Ok(fits.await.map_err(|error| Error::internal_error(format!("hashing: {error}")))?? && exists)
}

fn hash_now(cost: Cost, password: &[u8], salt: &[u8]) -> Result<String> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|error| broken(&error))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = argon.hash_password_with_salt(password, salt).map_err(|error| broken(&error))?;
    Ok(hash.to_string())
}

fn verify_now(stored: &str, password: &[u8]) -> Result<bool> {
    let stored = PasswordHash::new(stored).map_err(|error| broken(&error))?;
    match Argon2::default().verify_password(password, &stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(broken(&error)),
    }
}

fn broken(error: &impl std::fmt::Display) -> Error {
    Error::internal_error(format!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only_and_two_hashes_of_it_differ() {
        let cost = Cost { memory_kib: 64, passes: 1 };
        let one = hash_now(cost, b"kumquat-tree", &[1; 16]).unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(verify_now(&one, b"kumquat-tree").unwrap() && !verify_now(&one, b"kumquat-trea").unwrap());
        assert_ne!(one, hash_now(cost, b"kumquat-tree", &[2; 16]).unwrap());
        assert!(verify_now("plain", b"plain").is_err());
    }
}
