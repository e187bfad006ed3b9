//! An agent corrects what is known of a contact.

use super::announce;
use super::contact::{self, Contact};
use crate::accounts::scope::Scope;
use crate::search::names;
use db::{Query, Tx, args};
use domain::account::{Email, Phone};
use domain::id::ContactId;
use domain::permission::Permission;
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};

const LONGEST_NAME: usize = 100;

/// What is absent stays; `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    pub name: Option<String>,
    pub email: Option<Option<String>>,
    pub phone: Option<Option<String>>,
}

const KNOWN: &str = "select name, email, phone from contacts where id = $1 and workspace_id = $2";
const SAVE: &str = "update contacts set name = $1, email = $2, phone = $3 where id = $4";

pub fn edit(tx: &mut Tx, scope: &Scope, id: ContactId, correction: &Correction) -> Result<Contact> {
    contact::load(tx, scope, Permission::ContactEdit, id)?;
    let (name, email, phone) = tx.one(KNOWN, &args![id, scope.workspace], |row| {
        Ok((row.get::<String>("name")?, row.get::<Option<String>>("email")?, row.get::<Option<String>>("phone")?))
    })?;
    let name = correction.name.as_deref().map_or(Ok(name), clean_name)?;
    let email = match &correction.email {
        Some(text) => given("email", text)?
            .map(|text| Email::parse("email", text).map(|email| email.as_str().to_owned()))
            .transpose()?,
        None => email,
    };
    let phone = match &correction.phone {
        Some(text) => given("phone", text)?
            .map(|text| Phone::parse("phone", text).map(|phone| phone.as_str().to_owned()))
            .transpose()?,
        None => phone,
    };
    names::index_name(tx, id, &name)?;
    tx.exec(SAVE, &args![name, email, phone, id])?;
    announce::changed(tx, id)?;
    contact::load(tx, scope, Permission::ContactEdit, id)
}

/// An emptied field clears like null. A mask that comes back from a form must not replace what it hides.
fn given<'a>(field: &str, text: &'a Option<String>) -> Result<Option<&'a str>> {
    let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(masked) if masked.contains("***") => {
            Err(Error::invalid(field, "请填写完整的内容，不能带星号。", "Give the whole of it; this one is masked."))
        }
        text => Ok(text),
    }
}

fn clean_name(text: &str) -> Result<String> {
    let name = text.trim();
    if is_blank(name) || name.chars().count() > LONGEST_NAME || !is_one_line(name) {
        return Err(Error::invalid(
            "name",
            format!("名称应为 1 到 {LONGEST_NAME} 个字。"),
            format!("A name has 1 to {LONGEST_NAME} characters."),
        ));
    }
    Ok(name.to_owned())
}
