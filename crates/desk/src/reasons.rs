//! The reasons an agent can choose: what each is found by, and how often it was used.
//!
//! The window filters and orders them at every key press; everything it needs for that comes in
//! one answer, made once for each language and each new list.

use std::collections::BTreeMap;

use contact::{Codes, Ms, Problem, Reason, ReasonPath};
use pinyin::ToPinyin;

use crate::Desk;
use crate::ipc::{InLanguage, ReasonLeaf, Uses};

/// "Yours, last 30 days."
const LATELY_MS: Ms = 30 * 24 * 3_600_000;

impl Desk {
    /// The reasons that can be chosen, in the centre's order.
    pub fn reasons(&self, asked: &InLanguage) -> Result<Vec<ReasonLeaf>, Problem> {
        let settings = self.0.settings();
        let (mut own, mut here) = (Uses::new(), Uses::new());
        for use_ in self.0.journal.reason_uses(self.0.now() - LATELY_MS)? {
            if use_.agent.as_ref() == Some(&settings.agent) {
                *own.entry(use_.reason.clone()).or_default() += use_.times;
            }
            *here.entry(use_.reason).or_default() += use_.times;
        }
        // What this desk knows is all there is until the store has counted over all of them.
        let counted = self.0.team.load();
        let team = counted.uses.as_ref().map_or(&here, |counted| &counted.uses);
        let mut with: BTreeMap<&ReasonPath, BTreeMap<String, u32>> = BTreeMap::new();
        for (article, uses) in counted.uses.iter().flat_map(|counted| &counted.with_article) {
            for (reason, times) in uses {
                with.entry(reason).or_default().insert(article.clone(), *times);
            }
        }
        let codes = self.0.codes.load();
        Ok(leaves(&codes, &asked.lang)
            .map(|mut leaf| {
                let times = |uses: &Uses| uses.get(&leaf.path).copied().unwrap_or_default();
                (leaf.own, leaf.team) = (times(&own), times(team));
                leaf.with_article = with.remove(&leaf.path).unwrap_or_default();
                leaf
            })
            .collect())
    }
}

fn leaves<'a>(codes: &'a Codes, lang: &'a str) -> impl Iterator<Item = ReasonLeaf> + 'a {
    codes.reasons.iter().filter_map(move |reason| {
        let code = reason.code.clone()?;
        let names: Vec<String> =
            codes.path_names(&reason.path, lang).into_iter().map(str::to_owned).collect();
        Some(ReasonLeaf {
            path: reason.path.clone(),
            words: words(reason, &names, &code),
            sounds: if lang.starts_with("zh") {
                sounds(codes, reason, lang)
            } else {
                String::new()
            },
            names,
            code,
            own: 0,
            team: 0,
            with_article: BTreeMap::new(),
        })
    })
}

/// One a line, folded, each once: the names along the path, the code, synonyms and own names in
/// every language, because an agent may know the word in another one.
fn words(reason: &Reason, names: &[String], code: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let all = names
        .iter()
        .map(String::as_str)
        .chain([code])
        .chain(reason.names.values().map(String::as_str))
        .chain(reason.synonyms.values().flatten().map(String::as_str));
    for word in all {
        let folded = fold(word);
        if !folded.is_empty() && !words.contains(&folded) {
            words.push(folded);
        }
    }
    words.join("\n")
}

/// The initials and the whole sounds of every name along the path, and of the synonyms.
fn sounds(codes: &Codes, reason: &Reason, lang: &str) -> String {
    let mut sounds: Vec<String> = Vec::new();
    let names = codes.path_names(&reason.path, lang).into_iter();
    let synonyms = reason.synonyms.get(lang).into_iter().flatten().map(String::as_str);
    for name in names.chain(synonyms) {
        let (initials, whole) = pinyin_of(name);
        for sound in [initials, whole] {
            if !sound.is_empty() && !sounds.contains(&sound) {
                sounds.push(sound);
            }
        }
    }
    sounds.join(" ")
}

/// `路由器` is `lyq` and `luyouqi`. Letters and digits stay, all else goes.
fn pinyin_of(text: &str) -> (String, String) {
    let (mut initials, mut whole) = (String::new(), String::new());
    for (letter, sound) in text.chars().zip(text.to_pinyin()) {
        if let Some(sound) = sound {
            let plain = sound.plain();
            initials.extend(plain.chars().next());
            whole.push_str(plain);
        } else if letter.is_ascii_alphanumeric() {
            initials.push(letter.to_ascii_lowercase());
            whole.push(letter.to_ascii_lowercase());
        }
    }
    (initials, whole)
}

/// Letters as the window compares them: compatible forms taken apart (NFKD), no marks, no case;
/// in Arabic one alef, ye and he.
fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkd()
        .filter(|c| !matches!(c, '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{0655}' | '\u{0640}'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            other => other,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::shipped_codes;

    fn leaf(lang: &str, code: &str) -> ReasonLeaf {
        let codes = shipped_codes();
        leaves(&codes, lang).find(|leaf| leaf.code == code).unwrap()
    }

    #[test]
    fn a_reason_is_found_by_path_code_synonym_and_sound() {
        let swedish = leaf("sv", "BB-11");
        assert_eq!(swedish.names[0], "Bredband");
        for word in ["bredband", "bb-11", "uppdatering", "inget internet", "after firmware update"]
        {
            assert!(swedish.words.lines().any(|line| line == word), "{word} in {}", swedish.words);
        }
        assert_eq!(swedish.sounds, "");
        let simplified = leaf("zh-Hans", "BB-31");
        assert!(simplified.sounds.contains("lyq") && simplified.sounds.contains("luyouqi"));
        let traditional = leaf("zh-Hant", "BB-31");
        assert!(traditional.sounds.contains("lyq"), "{}", traditional.sounds);
        assert!(leaf("ar", "BB-31").words.contains("الراوتر"));
    }

    #[test]
    fn every_leaf_of_the_centre_is_there_once() {
        let codes = shipped_codes();
        let all: Vec<_> = leaves(&codes, "en").map(|leaf| leaf.path).collect();
        assert_eq!(all.len(), codes.reasons.iter().filter(|r| r.code.is_some()).count());
    }
}
