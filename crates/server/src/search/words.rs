//! Text as search sees it: one spelling, and the tokens that the index keeps of it.
//!
//! Chinese, Japanese and Korean have no spaces: their characters are indexed singly and in pairs, so words of one, two or
//! more characters are found without a dictionary. Everything else is split into words.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Longer words are cut: PostgreSQL refuses lexemes over 2 KB, and nobody types them.
const LONGEST_WORD: usize = 64;
/// A query of more tokens than this is longer than any message's words are telling.
const MOST_TOKENS: usize = 64;

/// Full-width and half-width, upper and lower case become one.
pub fn normalise(text: &str) -> String {
    // Letter by letter: Rust's lower-casing of whole strings depends on where a sigma stands.
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// What the index keeps of a text, each once. Only `a`–`z` and `0`–`9` occur (see [`spell`]).
pub fn tokens(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for run in runs(&normalise(text)) {
        match run {
            Run::Word(word) => drop(found.insert(spell(&word))),
            Run::Characters(characters) => {
                found.extend(characters.iter().map(|one| spell(&[*one])));
                found.extend(characters.windows(2).map(spell));
            }
        }
    }
    found
}

/// A question: what the index is asked for, and what the text itself must then contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub tokens: Vec<String>,
    parts: Vec<String>,
}

impl Words {
    /// `None` when nothing in it could be found, such as punctuation alone.
    pub fn parse(text: &str) -> Option<Words> {
        let normal = normalise(text);
        let parts: Vec<String> = normal.split_whitespace().map(str::to_owned).collect();
        let mut tokens = BTreeSet::new();
        for run in runs(&normal) {
            match run {
                Run::Word(word) => drop(tokens.insert(spell(&word))),
                Run::Characters(characters) if characters.len() == 1 => drop(tokens.insert(spell(&characters))),
                Run::Characters(characters) => tokens.extend(characters.windows(2).map(spell)),
            }
        }
        (!tokens.is_empty()).then(|| Words { tokens: tokens.into_iter().take(MOST_TOKENS).collect(), parts })
    }

    /// What the index and the text say together, of a text that is at hand.
    pub fn find(&self, text: &str) -> bool {
        if !self.are_in(text) {
            return false;
        }
        let tokens = tokens(text);
        self.tokens.iter().all(|token| tokens.contains(token))
    }

    /// The index knows neither order nor punctuation: `发货 货到` has the pairs of `发货到`. The text decides.
    pub fn are_in(&self, text: &str) -> bool {
        let normal = normalise(text);
        self.parts.iter().all(|part| normal.contains(part.as_str()))
    }
}

enum Run {
    Word(Vec<char>),
    Characters(Vec<char>),
}

/// The stretches of letters and digits, split where the kind of writing changes.
fn runs(normal: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open = Vec::new();
    for character in normal.chars().chain(std::iter::once(' ')) {
        let same_kind = open.last().is_none_or(|last| is_spaceless(*last) == is_spaceless(character));
        let goes_on = character.is_alphanumeric() && same_kind;
        if !goes_on && !open.is_empty() {
            runs.push(close(std::mem::take(&mut open)));
        }
        if character.is_alphanumeric() {
            open.push(character);
        }
    }
    runs
}

fn close(mut characters: Vec<char>) -> Run {
    if is_spaceless(characters[0]) {
        return Run::Characters(characters);
    }
    characters.truncate(LONGEST_WORD);
    Run::Word(characters)
}

/// Scripts written without spaces between words: Han, kana, bopomofo, hangul.
fn is_spaceless(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{312f}' | '\u{3130}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{1100}'..='\u{11ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A token in letters that both databases keep as they are, whatever they know of Unicode and whatever their locale.
///
/// Two tokens may come out alike (`u4e00` typed as such); the check against the text tells them apart.
fn spell(characters: &[char]) -> String {
    if characters.iter().all(char::is_ascii_alphanumeric) {
        return characters.iter().collect();
    }
    characters.iter().map(|character| format!("u{:x}", u32::from(*character))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        let Some(words) = Words::parse(query) else { return false };
        let index = tokens(text);
        words.tokens.iter().all(|token| index.contains(token)) && words.are_in(text)
    }

    #[test]
    fn chinese_words_of_one_two_and_more_characters_are_found() {
        let text = "您好，请问什么时候发货？快递单号SF1234567";
        for query in
            ["您", "发货", "什么时候", "什么时候发货", "快递 发货", "sf1234567", "ＳＦ１２３４５６７", "号SF1234567"]
        {
            assert!(finds(query, text), "{query}");
        }
        for query in ["发票", "货发", "时发", "SF12345", "退货"] {
            assert!(!finds(query, text), "{query}");
        }
    }

    #[test]
    fn pairs_that_do_not_stand_together_are_no_hit() {
        assert!(!finds("发货到", "先发货，货到付款"));
        assert!(finds("发货到", "今天发货到上海"));
    }

    #[test]
    fn words_of_other_scripts_are_found_whole_whatever_their_case_and_width() {
        let text = "My order ORD-99 hasn’t arrived, Größe L, Заказ, ﬁne";
        for query in ["ORDER", "order arrived", "ord-99", "größe", "заказ", "fine"] {
            assert!(finds(query, text), "{query}");
        }
        for query in ["arriv", "ORD99", "GRÖSSE"] {
            assert!(!finds(query, text), "{query}");
        }
    }

    #[test]
    fn punctuation_alone_asks_for_nothing() {
        for query in ["", "  ", "？！", "\"", "*()", "-", "😀"] {
            assert_eq!(Words::parse(query), None, "{query}");
        }
        assert!(Words::parse("？发").is_some());
    }

    #[test]
    fn tokens_are_plain_letters_and_digits_so_that_no_query_syntax_can_hide_in_them() {
        let wild = "a\"b' OR NEAR(x) & | ! <-> :* 𠮷野家 한국어 ไทย Ⅷ ½ \\ \u{0}";
        for token in tokens(wild) {
            assert!(token.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{token}");
        }
        assert!(finds("𠮷野家", wild) && finds("한국", wild));
    }
}
