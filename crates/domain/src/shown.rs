//! What of a text a person can see: names that show nothing, names of several lines, and those that would turn the words
//! beside them. Not what a text means.

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

/// Somebody else's words in a line of ours, with a direction of their own: a name with a mark that turns the line moves
/// nothing beside it (Unicode Bidirectional Algorithm, UAX #9). The web pages have the same (`web/shared/src/isolated.ts`).
pub fn isolated(text: &str) -> String {
    if !text.chars().any(turns) {
        return text.to_owned();
    }
    // An end without a beginning would end ours before its end, a beginning without one would take our end for its own.
    let (mut begun, mut loose) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '\u{2066}'..='\u{2068}' => begun.push(at),
            '\u{2069}' if begun.pop().is_none() => loose.push(at),
            _ => {}
        }
    }
    loose.append(&mut begun);
    let paired: String = text.char_indices().filter(|(at, _)| !loose.contains(at)).map(|(_, c)| c).collect();
    format!("\u{2068}{paired}\u{2069}")
}

/// Letters that are written from right to left, and marks that set a direction.
const fn turns(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
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

    #[test]
    fn a_name_ends_where_it_ends_whatever_marks_it_brings() {
        for plain in ["", "茶", "Ann-Marie (1)", "👩\u{200d}👧"] {
            assert_eq!(isolated(plain), plain);
        }
        for name in ["\u{202e}gnp", "\u{2069}\u{202e}", "\u{2066}\u{202e}", "\u{2067}\u{2069}\u{2069}x", "שלום"] {
            let held = isolated(name);
            let mut depth = 0;
            for (at, c) in held.char_indices() {
                depth += i32::from(matches!(c, '\u{2066}'..='\u{2068}')) - i32::from(c == '\u{2069}');
                assert_eq!(depth < 1, at + c.len_utf8() == held.len(), "{held:?}");
            }
        }
        assert_eq!(isolated("\u{2067}a\u{2069}"), "\u{2068}\u{2067}a\u{2069}\u{2069}", "what belongs together stays");
    }
}
