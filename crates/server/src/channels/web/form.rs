//! The form before the chat: what an inbox asks for, and whether answers fit it.

use domain::account::{Email, Phone};
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// `name`, `email` and `phone` fill the contact in; others are kept beside it.
    pub key: String,
    pub label: String,
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    /// To choose from, for `select`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Email,
    Phone,
    Select,
}

const MOST_FIELDS: usize = 8;
const MOST_OPTIONS: usize = 20;
const INTRO_CHARS: usize = 300;
const LABEL_CHARS: usize = 30;
const ANSWER_CHARS: usize = 500;

/// The field that leaves an address to write to while nobody is there; known without a form, too.
pub const EMAIL: &str = "email";

/// A form as it is kept, or what is wrong with it. One without fields is none.
pub fn check(form: Form) -> Result<Option<Form>> {
    if form.fields.is_empty() {
        return Ok(None);
    }
    if form.fields.len() > MOST_FIELDS {
        return Err(too_many("settings.form.fields", MOST_FIELDS));
    }
    let intro = super::settings::tidy("settings.form.intro", form.intro.unwrap_or_default(), INTRO_CHARS)?;
    let mut fields: Vec<Field> = Vec::new();
    for (at, field) in form.fields.into_iter().enumerate() {
        let place = format!("settings.form.fields[{at}]");
        if fields.iter().any(|other| other.key == field.key) {
            return Err(Error::invalid(&format!("{place}.key"), "这个字段重复了。", "This field is there twice."));
        }
        fields.push(check_field(&place, field)?);
    }
    Ok(Some(Form { intro: Some(intro).filter(|intro| !intro.is_empty()), fields }))
}

fn too_many(field: &str, most: usize) -> Error {
    Error::invalid(field, format!("最多 {most} 项。"), format!("At most {most} of them."))
}

fn check_field(place: &str, field: Field) -> Result<Field> {
    let key = format!("{place}.key");
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    if field.key.is_empty() || field.key.len() > 40 || !field.key.bytes().all(fits) {
        let zh = "字段标识应为 1 到 40 个小写字母、数字或下划线。";
        return Err(Error::invalid(&key, zh, "A key has 1 to 40 lower-case letters, digits or underscores."));
    }
    let meant = match field.key.as_str() {
        EMAIL => FieldKind::Email,
        "phone" => FieldKind::Phone,
        "name" => FieldKind::Text,
        _ => field.kind,
    };
    if meant != field.kind {
        let zh = "这个字段标识有固定的类型。";
        return Err(Error::invalid(&format!("{place}.type"), zh, "Fields of this key have a type of their own."));
    }
    let label = line(format!("{place}.label"), field.label)?;
    Ok(Field { label, options: check_options(&format!("{place}.options"), field.kind, field.options)?, ..field })
}

/// What stands beside a field or in a list to choose from.
fn line(place: String, text: String) -> Result<String> {
    let text = super::settings::needed(&place, text, LABEL_CHARS)?;
    if is_one_line(&text) {
        Ok(text)
    } else {
        Err(Error::invalid(&place, "请写在一行里。", "Please write it in one line."))
    }
}

fn check_options(place: &str, kind: FieldKind, options: Vec<String>) -> Result<Vec<String>> {
    if kind != FieldKind::Select {
        return Ok(Vec::new());
    }
    if options.len() > MOST_OPTIONS {
        return Err(too_many(place, MOST_OPTIONS));
    }
    let mut kept: Vec<String> = Vec::new();
    for (at, option) in options.into_iter().enumerate() {
        let option = line(format!("{place}[{at}]"), option)?;
        if !kept.contains(&option) {
            kept.push(option);
        }
    }
    if kept.is_empty() {
        return Err(Error::invalid(place, "请至少给出一个选项。", "Please give at least one option."));
    }
    Ok(kept)
}

/// An answer in its normal form, by a field's kind. Blanks are no answer.
pub fn answer(field: &Field, given: &BTreeMap<String, String>) -> Result<Option<String>> {
    let place = format!("answers.{}", field.key);
    let text = given.get(&field.key).map_or("", |text| text.trim());
    if is_blank(text) {
        return match field.required {
            true => Err(Error::invalid(&place, "请填写这一项。", "Please fill this in.")),
            false => Ok(None),
        };
    }
    let most = if field.key == "name" { super::identity::LONGEST_NAME } else { ANSWER_CHARS };
    let normal = match field.kind {
        FieldKind::Email => Email::parse(&place, text)?.to_string(),
        FieldKind::Phone => Phone::parse(&place, text)?.to_string(),
        FieldKind::Text if field.key == "name" && !is_one_line(text) => {
            return Err(Error::invalid(&place, "请写在一行里。", "Please write it in one line."));
        }
        FieldKind::Text => super::settings::tidy(&place, text.to_owned(), most)?,
        FieldKind::Select if field.options.iter().any(|option| option == text) => text.to_owned(),
        FieldKind::Select => {
            return Err(Error::invalid(&place, "请从选项中选择。", "Please choose one of the options."));
        }
    };
    Ok(Some(normal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn checked(form: Value) -> Result<Option<Form>> {
        check(serde_json::from_value(form).unwrap())
    }

    fn field(key: &str, kind: &str) -> Value {
        json!({ "key": key, "label": "标签", "type": kind, "options": ["是"] })
    }

    #[test]
    fn what_is_wrong_with_a_form_is_said_with_its_place() {
        let nine: Vec<Value> = (0..9).map(|i| field(&format!("k{i}"), "text")).collect();
        for (fields, place) in [
            (json!([field("Über", "text")]), "settings.form.fields[0].key"),
            (json!([field("a", "text"), field("a", "text")]), "settings.form.fields[1].key"),
            (json!([field("email", "text")]), "settings.form.fields[0].type"),
            (json!([{ "key": "a", "label": " ", "type": "text" }]), "settings.form.fields[0].label"),
            (json!([{ "key": "a", "label": "x", "type": "select" }]), "settings.form.fields[0].options"),
            (json!(nine), "settings.form.fields"),
        ] {
            let refused = checked(json!({ "fields": fields })).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some(place));
        }
        assert_eq!(checked(json!({ "fields": [] })).unwrap(), None);
    }

    #[test]
    fn answers_are_read_by_the_kind_of_their_field() {
        let fields: Vec<Field> = serde_json::from_value(json!([
            { "key": "name", "label": "称呼", "type": "text", "required": true },
            { "key": "phone", "label": "手机", "type": "phone" },
            { "key": "topic", "label": "咨询", "type": "select", "options": ["售前", "售后"] },
        ]))
        .unwrap();
        let given = |key: &str, text: &str| BTreeMap::from([(key.to_owned(), text.to_owned())]);
        assert_eq!(answer(&fields[0], &given("name", " 林小满 ")).unwrap().as_deref(), Some("林小满"));
        assert_eq!(answer(&fields[1], &given("phone", "138 0013 8000")).unwrap().as_deref(), Some("13800138000"));
        assert_eq!(answer(&fields[1], &given("phone", " ")).unwrap(), None);
        for (at, key, text) in [(0, "name", " "), (1, "phone", "12"), (2, "topic", "其他")] {
            let refused = answer(&fields[at], &given(key, text)).unwrap_err();
            assert_eq!(refused.field, Some(format!("answers.{key}")));
        }
    }
}
