//! The installation's secret: what addresses of files are signed with. Several nodes share it through `YINGKE_KEY`.

use crate::app::Chance;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

const VARIABLE: &str = "YINGKE_KEY";

#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// From the environment, else from the file, which the first start makes.
    pub fn load(file: &Path, chance: &Chance) -> Result<Key> {
        if let Some(text) = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty()) {
            return Key::of(&text);
        }
        let problem = |error: std::io::Error| Error::unavailable(format!("{}: {error}", file.display()));
        match std::fs::read_to_string(file) {
            Ok(text) => Key::of(text.trim()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                chance(&mut bytes);
                let text = URL_SAFE_NO_PAD.encode(bytes);
                create(file, &text).map_err(problem)?;
                Key::of(&text)
            }
            Err(error) => Err(problem(error)),
        }
    }

    /// Any text of at least 32 characters serves; hashing makes it a key's length.
    fn of(text: &str) -> Result<Key> {
        if text.len() < 32 {
            return Err(Error::unavailable(format!(
                "the key ({VARIABLE} or the data folder's file) needs 32 characters or more"
            )));
        }
        Ok(Key(Sha256::digest(text.as_bytes()).into()))
    }

    /// `purpose` keeps a signature of one kind from passing as another's.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, text).finalize().into_bytes())
    }

    /// Compares in constant time.
    pub fn verifies(&self, purpose: &str, text: &str, signature: &str) -> bool {
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|bytes| self.mac(purpose, text).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, purpose: &str, text: &str) -> Hmac<Sha256> {
        // HMAC takes keys of any length, so this cannot fail.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        mac
    }
}

fn create(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(file)?;
    writeln!(new, "{text}")?;
    new.sync_all()
}
