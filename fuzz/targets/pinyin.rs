//! Quick replies: how a title is typed, in bounded length whatever it is, and what of it is taken.

use server::phrases::change::checked;
use server::phrases::pinyin::typed;

pub fn eat(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (title, body) = text.split_once('\n').unwrap_or(("", &text));
    if let Ok(wording) = checked("", None, title, body) {
        let found_by = typed(&wording.title, &wording.text);
        assert!(found_by.pinyin.len() + found_by.initials.len() < 64 * 1024, "{}", found_by.pinyin.len());
    }
}
