//! What of a text a person can see: names that show nothing, and names of several lines. Not what a text means.

/// Whether nothing of it can be seen: blanks, marks without a shape, or nothing at all.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether it stands in one line wherever it is shown: no breaks, no tabs, no other controls.
pub fn is_one_line(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Letters and marks that leave no trace: Unicode's “default ignorable” ones, the Hangul fillers and the empty Braille cell.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_visible_mark_is_blank() {
        for text in ["", " \t", "\u{3000}", "\u{200b}\u{feff}", "\u{3164}", "\u{2800}", "\u{e0041}", "\u{202e} \u{7}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["茶", ".", "\u{202e}a", "👩\u{200d}👧", "é", "\u{301}"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn one_line_has_no_break_of_any_kind() {
        assert!(is_one_line("红茶 礼盒\u{202e}") && is_one_line(""));
        for text in ["a\nb", "a\r", "a\tb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{1b}b", "a\0"] {
            assert!(!is_one_line(text), "{text:?}");
        }
    }
}
