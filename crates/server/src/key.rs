//! The installation's secret: what addresses of files are signed and stored secrets are sealed with. Several nodes share it
//! through `YINGKE_KEY`.

use crate::app::{Chance, hex};
use crate::lasting;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::path::Path;

const VARIABLE: &str = "YINGKE_KEY";
/// XChaCha20's: long enough to be drawn by chance for every sealing.
const NONCE: usize = 24;

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
                let beside = file.with_extension(hex(&bytes[..4]));
                lasting::make_file(file, &beside, &format!("{text}\n")).map_err(problem)?;
                // Another node may have been quicker.
                Key::of(std::fs::read_to_string(file).map_err(problem)?.trim())
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

    /// What may be stored instead of `secret`. Only [`Key::open`] under the same key and for the same `place` gives it back,
    /// so a sealed text that was copied elsewhere in the database is worth nothing there.
    pub fn seal(&self, place: &str, secret: &str, chance: &Chance) -> String {
        let mut sealed = vec![0; NONCE];
        chance(&mut sealed);
        let payload = Payload { msg: secret.as_bytes(), aad: place.as_bytes() };
        let nonce = XNonce::try_from(&sealed[..NONCE]).unwrap_or_else(|_| unreachable!("the nonce has its length"));
        // Fails for texts of 256 GiB and more only.
        let closed = self.cipher().encrypt(&nonce, payload).unwrap_or_else(|_| unreachable!("a secret is short"));
        sealed.extend(closed);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    pub fn open(&self, place: &str, sealed: &str) -> Result<String> {
        let opened = || {
            let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
            let (nonce, closed) = bytes.split_at_checked(NONCE)?;
            let payload = Payload { msg: closed, aad: place.as_bytes() };
            String::from_utf8(self.cipher().decrypt(&XNonce::try_from(nonce).ok()?, payload).ok()?).ok()
        };
        opened().ok_or_else(|| {
            Error::unavailable(format!(
                "{place} cannot be opened: it was sealed under another key. Give back the key that was in use ({VARIABLE} or \
                 the data folder's file key), or make a new secret."
            ))
        })
    }

    /// A key of its own, so that no signature tells anything about what is sealed.
    fn cipher(&self) -> XChaCha20Poly1305 {
        let key: [u8; 32] = self.mac("seal", "").finalize().into_bytes().into();
        XChaCha20Poly1305::new(&key.into())
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    fn key(letter: &str) -> Key {
        Key::of(&letter.repeat(32)).unwrap()
    }

    fn chance() -> Chance {
        let drawn = AtomicU8::new(0);
        Arc::new(move |bytes| bytes.fill(drawn.fetch_add(1, Ordering::Relaxed)))
    }

    #[test]
    fn only_the_same_key_opens_and_only_in_the_same_place() {
        let (key, other, chance) = (key("a"), key("b"), chance());
        let sealed = key.seal("secret of inbox 7", "qing-lan", &chance);
        assert_eq!(key.open("secret of inbox 7", &sealed).unwrap(), "qing-lan");
        assert_ne!(sealed, key.seal("secret of inbox 7", "qing-lan", &chance), "the same twice does not look the same");
        for (key, place, text) in [
            (&other, "secret of inbox 7", sealed.clone()),
            (&key, "secret of inbox 8", sealed.clone()),
            (&key, "secret of inbox 7", sealed.replacen("AA", "AB", 1)),
            (&key, "secret of inbox 7", "qing-lan".to_owned()),
            (&key, "secret of inbox 7", String::new()),
        ] {
            let refused = key.open(place, &text).unwrap_err();
            assert!(refused.internal.as_deref().unwrap().contains(&format!("{place} cannot be opened")), "{text}");
        }
    }
}
