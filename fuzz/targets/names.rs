//! Names: of accounts and shops, sign-in names, addresses, phone numbers, ids. What is taken is taken again unchanged.

use domain::Timestamp;
use domain::account::{AccountName, Email, Login, Phone};
use domain::shown::{is_blank, is_one_line};
use server::http::page::Cursor;

pub fn eat(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    if let Ok(name) = AccountName::parse("name", text) {
        assert_eq!(AccountName::parse("name", name.as_str()).ok().as_ref(), Some(&name));
        assert!(!is_blank(name.as_str()) && is_one_line(name.as_str()), "{name:?}");
        drop(name.key());
    }
    if let Ok(email) = Email::parse("email", text) {
        let again = Email::parse("email", email.as_str()).unwrap_or_else(|_| panic!("{email:?} is refused"));
        assert_eq!(again.key(), email.key());
    }
    if let Ok(phone) = Phone::parse("phone", text) {
        assert_eq!(Phone::parse("phone", phone.as_str()).ok().as_ref(), Some(&phone));
        assert!(phone.key().starts_with('+'));
    }
    drop(Login::parse(text));
    drop(Cursor::decode(Some(text)));
    drop(Timestamp::parse(text).map(|time| time.to_string()));
    if let Some(id) = domain::id::decode(text) {
        assert_eq!(domain::id::decode(&domain::id::encode(id)), Some(id));
    }
}
