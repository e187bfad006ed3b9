//! The signed identity of a customer: a JWT of the shop's server, HS256 and nothing else, under an inbox's secret.
//!
//! The algorithm is pinned, so a token cannot choose how it is checked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::InboxId;
use domain::{Error, Result, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::Sha256;

/// The longest life of a token, and how far two clocks may differ.
const LONGEST_SECONDS: i64 = 24 * 3600;
const SKEW_SECONDS: i64 = 60;
const LONGEST_TEXT: usize = 8_192;
const LONGEST_SUB: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    pub sub: String,
    /// What else the token says, such as `name`, `email`, `phone`.
    pub claims: Map<String, Value>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// Refuses with the field `jwt` and a reason: `malformed`, `algorithm`, `signature`, `audience`, `expired`, `too_long`,
/// `not_yet`, `subject`.
pub fn verify(token: &str, secrets: &[String], inbox: InboxId, now: Timestamp) -> Result<Signed> {
    let malformed = || refusal("malformed", "格式不正确", "is malformed");
    if token.len() > LONGEST_TEXT {
        return Err(malformed());
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
    let (header, payload) = signed.split_once('.').ok_or_else(malformed)?;
    let header: Header = part(header).ok_or_else(malformed)?;
    if header.alg != "HS256" {
        return Err(refusal("algorithm", "必须使用 HS256", "must use HS256"));
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| malformed())?;
    if !secrets.iter().any(|secret| is_signed(signed.as_bytes(), &signature, secret)) {
        return Err(refusal("signature", "签名不正确", "has a wrong signature"));
    }
    claims(part(payload).ok_or_else(malformed)?, inbox, now)
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// `verify_slice` compares in constant time.
fn is_signed(text: &[u8], signature: &[u8], secret: &str) -> bool {
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .is_ok_and(|mac| mac.chain_update(text).verify_slice(signature).is_ok())
}

fn claims(claims: Map<String, Value>, inbox: InboxId, now: Timestamp) -> Result<Signed> {
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64).map(|value| value as i64);
    let (now, audience) = (now.0 / 1000, inbox.to_string());
    let meant = match claims.get("aud") {
        Some(Value::String(aud)) => *aud == audience,
        Some(Value::Array(many)) => many.iter().any(|aud| aud.as_str() == Some(&audience)),
        _ => false,
    };
    if !meant {
        return Err(refusal("audience", "aud 应为接入渠道的 ID", "needs the inbox's id as aud"));
    }
    match seconds("exp") {
        None => return Err(refusal("expired", "缺少 exp", "has no exp")),
        Some(exp) if exp.saturating_add(SKEW_SECONDS) <= now => {
            return Err(refusal("expired", "已过期", "has expired"));
        }
        Some(exp) if exp > now + LONGEST_SECONDS + SKEW_SECONDS => {
            return Err(refusal("too_long", "有效期不能超过 24 小时", "is valid for more than 24 hours"));
        }
        Some(_) => {}
    }
    if seconds("nbf").is_some_and(|nbf| nbf > now + SKEW_SECONDS) {
        return Err(refusal("not_yet", "尚未生效", "is not valid yet"));
    }
    match claims.get("sub").and_then(Value::as_str) {
        Some(sub) if is_subject(sub) => Ok(Signed { sub: sub.to_owned(), claims }),
        _ => Err(refusal("subject", "sub 应为客户的 ID", "needs the customer's id as sub")),
    }
}

/// PostgreSQL's text cannot hold NUL, and no shop has it in its ids.
fn is_subject(sub: &str) -> bool {
    !sub.trim().is_empty() && sub.chars().count() <= LONGEST_SUB && !sub.contains('\0')
}

fn refusal(reason: &str, zh: &str, en: &str) -> Error {
    Error::invalid("jwt", format!("身份令牌{zh}。"), format!("The identity token {en}.")).reason(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const INBOX: InboxId = InboxId(7);

    fn sign(header: &Value, claims: &Value, secret: &str) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", encode(header), encode(claims));
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&text);
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn good() -> Value {
        json!({ "sub": "u-17", "aud": INBOX, "exp": NOW.0 / 1000 + 3600, "name": "林小满" })
    }

    fn with(changes: Value) -> Value {
        let mut claims = good();
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims
    }

    fn checked(token: &str) -> Result<Signed, String> {
        let secrets = ["new".to_owned(), "before".to_owned()];
        verify(token, &secrets, INBOX, NOW).map_err(|error| {
            assert_eq!(error.field.as_deref(), Some("jwt"));
            error.details.as_ref().unwrap()["reason"].as_str().unwrap().to_owned()
        })
    }

    #[test]
    fn both_living_secrets_prove_a_customer() {
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        for secret in ["new", "before"] {
            let signed = checked(&sign(&header, &good(), secret)).unwrap();
            assert_eq!((signed.sub.as_str(), signed.claims["name"].as_str()), ("u-17", Some("林小满")));
        }
        assert!(checked(&sign(&header, &with(json!({ "aud": ["x", INBOX] })), "new")).is_ok());
        assert_eq!(checked(&sign(&header, &good(), "older")).unwrap_err(), "signature");
    }

    #[test]
    fn a_token_does_not_choose_how_it_is_checked() {
        for alg in ["none", "None", "HS512", "hs256", "RS256", ""] {
            assert_eq!(checked(&sign(&json!({ "alg": alg }), &good(), "new")).unwrap_err(), "algorithm", "{alg}");
        }
        let whole = sign(&json!({ "alg": "HS256" }), &good(), "new");
        let (text, _) = whole.rsplit_once('.').unwrap();
        assert_eq!(checked(&format!("{text}.")).unwrap_err(), "signature");
        assert_eq!(checked("a.b").unwrap_err(), "malformed");
        assert_eq!(checked("").unwrap_err(), "malformed");
    }

    #[test]
    fn audience_time_and_subject_are_checked() {
        let now = NOW.0 / 1000;
        for (change, reason) in [
            (json!({ "aud": InboxId(8) }), "audience"),
            (json!({ "aud": null }), "audience"),
            (json!({ "exp": now - 61 }), "expired"),
            (json!({ "exp": null }), "expired"),
            (json!({ "exp": now + 24 * 3600 + 61 }), "too_long"),
            (json!({ "exp": i64::MAX }), "too_long"),
            (json!({ "exp": 1e300 }), "too_long"),
            (json!({ "exp": -1e300 }), "expired"),
            (json!({ "nbf": now + 61 }), "not_yet"),
            (json!({ "sub": " " }), "subject"),
            (json!({ "sub": 17 }), "subject"),
            (json!({ "sub": "u\0" }), "subject"),
        ] {
            assert_eq!(checked(&sign(&json!({ "alg": "HS256" }), &with(change), "new")).unwrap_err(), reason);
        }
    }

    #[test]
    fn an_inbox_without_secrets_proves_nobody() {
        let token = sign(&json!({ "alg": "HS256" }), &good(), "");
        assert!(verify(&token, &[], INBOX, NOW).is_err());
    }
}
