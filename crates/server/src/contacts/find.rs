//! The list of contacts, newest first.
//!
//! Not by last activity: what a private contact does after the mark would move him up before everybody's eyes.

use super::contact::{Contact, Eyes, select_contact};
use crate::accounts::scope::Scope;
use crate::conversations::list::rights_by;
use crate::http::{Cursor, Page};
use db::{Query, args};
use domain::Result;
use domain::account::Phone;
use domain::permission::Permission;

/// $6 pattern, $7 whether numbers and addresses may be searched in part, $8 and $9 a whole number or address.
///
/// Who sees them masked finds them only whole, or searching would spell them out digit by digit.
const FIND: &str = select_contact!(
    r"and (lower(k.name) like $6 escape '\'
    or ($7 = true and (k.phone like $6 escape '\' or lower(k.email) like $6 escape '\'))
    or k.phone = $8 or lower(k.email) = $9 or $6 is null)
  and k.id < $10 order by k.id desc limit $11"
);

/// `text` occurs in the name, the number or the address.
pub fn find(q: &mut impl Query, scope: &Scope, text: Option<&str>, after: Cursor, limit: i64) -> Result<Page<Contact>> {
    let text = text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
    let number = text.as_deref().and_then(|text| Phone::parse("q", text).ok()).map(|phone| phone.as_str().to_owned());
    let mut args = rights_by(scope, Permission::ContactView).to_vec();
    args.extend(args![
        text.as_deref().map(pattern),
        scope.has(Permission::ContactReveal),
        number,
        text,
        after.0,
        limit + 1
    ]);
    let eyes = Eyes::masking(scope);
    let found = q.all(FIND, &args, |row| eyes.read(row))?;
    Ok(Page::cut(found, limit, |contact| Cursor(contact.id.0, 0)))
}

fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern + "%"
}
