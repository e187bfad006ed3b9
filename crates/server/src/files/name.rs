//! The name a file keeps: what the uploader called it, without what could mislead a person or a file system.

const LONGEST: usize = 120;

pub fn clean(given: &str) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or("");
    let kept: String = base
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if ":*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    // Once more after the cut: a name ends in no blank and no dot, or Windows would know it under another one.
    let kept = shorten(bare(&kept));
    let kept = bare(&kept);
    if kept.is_empty() { "file".to_owned() } else { kept.to_owned() }
}

fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Marks that turn the reading direction make `exe.gnp` look like `png.exe`; the others hide in names.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// The ending stays: people and programs go by it.
fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= 10);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let kept = LONGEST - ending.chars().count();
    name.chars().take(kept).chain(ending.chars()).collect()
}

/// `filename*` of RFC 6266: everything but letters, digits and a few marks as %XX.
pub fn in_header(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_words_and_loses_its_tricks() {
        assert_eq!(clean("发票 3月.pdf"), "发票 3月.pdf");
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\Users\\li\\照片.jpg"), "照片.jpg");
        assert_eq!(clean("a\r\nSet-Cookie: x"), "aSet-Cookie_ x");
        assert_eq!(clean("gpj\u{202e}exe"), "gpjexe");
        assert_eq!(clean(".."), "file");
        assert_eq!(clean(".htaccess"), "htaccess");
        assert_eq!(clean(". .a. ."), "a");
        assert!(!clean(&format!("{} b", "a".repeat(119))).ends_with(' '));
        let long = clean(&format!("{}.jpeg", "长".repeat(300)));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with("长.jpeg"));
    }

    #[test]
    fn a_header_carries_any_name() {
        assert_eq!(in_header("发 a\".png"), "%E5%8F%91%20a%22.png");
    }
}
