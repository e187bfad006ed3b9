//! What a shop says about its visitor: proven by a signature, or merely claimed.

use super::jwt;
use domain::account::{Email, Phone};
use domain::id::InboxId;
use domain::shown::is_blank;
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Either `jwt` or `claims`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// HS256 under the inbox's secret, with `aud` = inbox id, `sub`, and `exp` at most 24 hours away.
    pub jwt: Option<String>,
    /// `name`, `email`, `phone` and whatever else the shop wants to be seen; shown as unverified.
    #[schema(value_type = Option<Object>)]
    pub claims: Option<Map<String, Value>>,
}

/// An identity that was checked.
#[derive(Debug, Clone)]
pub enum Person {
    Signed { sub: String, particulars: Particulars },
    Claimed(Particulars),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Particulars {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// All of it, as it was said.
    pub claims: Map<String, Value>,
}

pub const LONGEST_NAME: usize = 50;
const LONGEST_CLAIMS: usize = 4_096;

pub fn check(identity: Identity, secrets: &[String], inbox: InboxId, now: Timestamp) -> Result<Person> {
    match (identity.jwt, identity.claims) {
        (Some(token), None) => {
            let signed = jwt::verify(&token, secrets, inbox, now)?;
            let claims = without_machinery(signed.claims);
            Ok(Person::Signed { sub: signed.sub, particulars: particulars(claims)? })
        }
        (None, Some(claims)) => Ok(Person::Claimed(particulars(claims)?)),
        _ => Err(Error::invalid("identity", "请给出 jwt 或 claims 之一。", "Please give either jwt or claims.")),
    }
}

/// Claims about the token itself say nothing about the person.
fn without_machinery(mut claims: Map<String, Value>) -> Map<String, Value> {
    claims.retain(|name, _| !["aud", "exp", "nbf", "iat", "iss", "jti"].contains(&name.as_str()));
    claims
}

fn particulars(claims: Map<String, Value>) -> Result<Particulars> {
    if Value::Object(claims.clone()).to_string().len() > LONGEST_CLAIMS {
        return Err(Error::invalid("claims", "身份信息太长。", "The claims are too long."));
    }
    let text = |name: &str| match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Some(_) => Err(Error::invalid(&format!("claims.{name}"), "应为文字。", "Text is expected.")),
    };
    let name = text("name")?.map(|name| {
        name.chars().filter(|c| !c.is_control() && !"\u{2028}\u{2029}".contains(*c)).take(LONGEST_NAME).collect()
    });
    let name = name.filter(|name: &String| !is_blank(name));
    let email = text("email")?.map(|text| Email::parse("claims.email", &text)).transpose()?;
    let phone = text("phone")?.map(|text| Phone::parse("claims.phone", &text)).transpose()?;
    Ok(Particulars { name, email: email.map(|e| e.to_string()), phone: phone.map(|p| p.to_string()), claims })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claimed(claims: Value) -> Result<Person> {
        let identity = Identity { jwt: None, claims: Some(claims.as_object().unwrap().clone()) };
        check(identity, &[], InboxId(1), Timestamp(0))
    }

    #[test]
    fn claims_are_tidied_and_kept_whole() {
        let claims = json!({ "name": " 林小满\u{7} ", "phone": "138 0013 8000", "email": "", "level": "gold" });
        let Person::Claimed(said) = claimed(claims.clone()).unwrap() else { panic!("claims prove nothing") };
        assert_eq!(
            (said.name.as_deref(), said.phone.as_deref(), said.email),
            (Some("林小满"), Some("13800138000"), None)
        );
        assert_eq!(Value::Object(said.claims), claims);
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_field() {
        for (claims, field) in [
            (json!({ "email": "nobody" }), "claims.email"),
            (json!({ "phone": "12" }), "claims.phone"),
            (json!({ "name": 5 }), "claims.name"),
            (json!({ "note": "x".repeat(5_000) }), "claims"),
        ] {
            assert_eq!(claimed(claims).unwrap_err().field.as_deref(), Some(field));
        }
        let both = Identity { jwt: Some(String::new()), claims: Some(Map::new()) };
        assert_eq!(check(both, &[], InboxId(1), Timestamp(0)).unwrap_err().field.as_deref(), Some("identity"));
    }
}
