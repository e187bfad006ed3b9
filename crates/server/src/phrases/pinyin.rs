//! How a Chinese text is typed: its pinyin without tones, and the first letters. Where a character has several readings,
//! each of them is listed.

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;

/// Characters of a text that it is found by; the title counts whole.
const HEAD: usize = 30;
/// A short title is listed in every combination of readings, as long as these are few.
const COMBINATIONS: usize = 16;
/// Elsewhere another reading stands among so many neighbours to each side: nobody types more to find a phrase.
const NEIGHBOURS: usize = 6;

/// Of a title and the beginning of a text. Alternatives are apart by spaces, the usual one comes first.
pub struct Typed {
    pub pinyin: String,
    pub initials: String,
}

pub fn typed(title: &str, text: &str) -> Typed {
    let head: String = text.chars().take(HEAD).collect();
    let (title, head) = (syllables(title), syllables(&head));
    let (title_initials, head_initials) = (initials(&title), initials(&head));
    Typed {
        pinyin: listed([alternatives(&title), alternatives(&head)]),
        initials: listed([alternatives(&title_initials), alternatives(&head_initials)]),
    }
}

/// The readings of each character; letters and digits stand for themselves, everything else is passed over.
fn syllables(text: &str) -> Vec<Vec<String>> {
    text.nfkc().filter_map(readings).collect()
}

fn readings(c: char) -> Option<Vec<String>> {
    if let Some(readings) = c.to_pinyin_multi() {
        // ü is typed as v.
        return Some(distinct(readings.into_iter().map(|reading| reading.plain().replace('ü', "v"))));
    }
    c.is_alphanumeric().then(|| vec![c.to_lowercase().collect()])
}

fn initials(syllables: &[Vec<String>]) -> Vec<Vec<String>> {
    let first = |reading: &String| reading.chars().take(1).collect::<String>();
    syllables.iter().map(|readings| distinct(readings.iter().map(first))).collect()
}

fn alternatives(syllables: &[Vec<String>]) -> Vec<String> {
    let combinations = syllables.iter().try_fold(1usize, |product, readings| {
        product.checked_mul(readings.len()).filter(|product| *product <= COMBINATIONS)
    });
    if combinations.is_some() {
        return syllables.iter().fold(vec![String::new()], |texts, readings| {
            texts.iter().flat_map(|text| readings.iter().map(move |reading| format!("{text}{reading}"))).collect()
        });
    }
    let usual = |range: std::ops::Range<usize>| -> String {
        syllables[range].iter().filter_map(|readings| readings.first()).map(String::as_str).collect()
    };
    let mut texts = vec![usual(0..syllables.len())];
    for (at, readings) in syllables.iter().enumerate() {
        let (from, to) = (at.saturating_sub(NEIGHBOURS), (at + 1 + NEIGHBOURS).min(syllables.len()));
        let (before, after) = (usual(from..at), usual(at + 1..to));
        texts.extend(readings.iter().skip(1).map(|reading| format!("{before}{reading}{after}")));
    }
    texts
}

fn listed(texts: [Vec<String>; 2]) -> String {
    distinct(texts.into_iter().flatten().filter(|text| !text.is_empty())).join(" ")
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(title: &str, text: &str, by: &str) -> bool {
        let typed = typed(title, text);
        let holds = |list: &str| list.split(' ').any(|alternative| alternative.contains(by));
        holds(&typed.pinyin) || holds(&typed.initials)
    }

    #[test]
    fn a_phrase_is_found_by_pinyin_and_by_initials_of_title_and_text() {
        for by in ["fahuo", "fhsj", "shijian", "jintian", "jtxd"] {
            assert!(found("发货时间", "今天下单，明天发出。", by), "{by}");
        }
        assert!(!found("发货时间", "今天下单，明天发出。", "tuihuo"));
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        let typed = typed("重庆银行", "");
        assert!(typed.pinyin.starts_with("zhong") || typed.pinyin.starts_with("chong"), "{}", typed.pinyin);
        for by in ["chongqing", "zhongqing", "yinhang", "yinxing", "cqyh", "zqyx"] {
            assert!(found("重庆银行", "", by), "{by}: {}", typed.pinyin);
        }
    }

    #[test]
    fn letters_and_digits_stand_for_themselves_and_signs_for_nothing() {
        let typed = typed("７天 无理由（VIP）", "绿色");
        assert!(typed.pinyin.contains("7tianwuliyouvip"), "{}", typed.pinyin);
        assert!(typed.initials.contains("7twlyvip"), "{}", typed.initials);
        assert!(typed.pinyin.contains("lvse"), "{}", typed.pinyin);
    }

    #[test]
    fn many_readings_in_a_long_text_stay_short_and_are_found_all_the_same() {
        let text = "我还没长大了行不行的都说得了还没朝着那个重的地方走过去了没得差别";
        let typed = typed("", text);
        assert!(typed.pinyin.len() < 4_000, "{} bytes", typed.pinyin.len());
        for by in ["zhangda", "changda", "huanmei", "haimei", "hangbu", "xingbu"] {
            assert!(found("", text, by), "{by}: {}", typed.pinyin);
        }
    }
}
