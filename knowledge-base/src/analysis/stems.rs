//! Stemmers and stop words, by language.
//!
//! Stop words are data: one file a language under `stop/`. English and Swedish ones are left out
//! of the fields of stems; Arabic and Chinese ones only of questions, where it was measured to
//! help. A language without a stemmer has its words as they are.

use std::collections::HashSet;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::arabic::light_stem;
use super::letters::{Run, Script};
use super::tokens::bare;
use crate::lang::primary;

/// How words of one language are cut down.
pub(crate) struct Stemming {
    stemmer: Option<Stemmer>,
    stop: Option<&'static HashSet<String>>,
    swedish: bool,
}

impl Stemming {
    /// By BCP 47 tag. Latin words inside Chinese or Arabic text are nearly always English.
    pub(crate) fn of(lang: &str) -> Stemming {
        let algorithm = match primary(lang) {
            "da" => Some(Algorithm::Danish),
            "nl" => Some(Algorithm::Dutch),
            "en" | "zh" | "ar" | "ja" | "ko" => Some(Algorithm::English),
            "fi" => Some(Algorithm::Finnish),
            "fr" => Some(Algorithm::French),
            "de" => Some(Algorithm::German),
            "hu" => Some(Algorithm::Hungarian),
            "it" => Some(Algorithm::Italian),
            "no" | "nb" | "nn" => Some(Algorithm::Norwegian),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "ru" => Some(Algorithm::Russian),
            "es" => Some(Algorithm::Spanish),
            "sv" => Some(Algorithm::Swedish),
            "tr" => Some(Algorithm::Turkish),
            _ => None,
        };
        Stemming {
            stemmer: algorithm.map(Stemmer::create),
            stop: Some(stop_words(lang)),
            swedish: primary(lang) == "sv",
        }
    }

    /// The same stems with no stop words.
    pub(crate) fn without_stop_words(lang: &str) -> Stemming {
        Stemming { stop: None, ..Stemming::of(lang) }
    }

    /// One language for all that are stemmed alike.
    pub(crate) fn family(primary: &str) -> &str {
        match primary {
            "zh" | "ar" | "ja" | "ko" => "en",
            "nb" | "nn" => "no",
            other => other,
        }
    }

    /// The stem without accents; none for a stop word.
    pub(crate) fn stem(&self, run: &Run<'_>) -> Option<String> {
        let word = run.text();
        if run.script == Script::Arabic {
            return Some(light_stem(&word).to_owned());
        }
        if self.stop.is_some_and(|stop| stop.contains(&bare(&word))) {
            return None;
        }
        // Snowball reads words, not numbers or endless strings
        let plain = word.len() <= 60 && word.chars().all(char::is_alphabetic);
        Some(match &self.stemmer {
            Some(stemmer) if plain => {
                let stem = bare(&stemmer.stem(&word));
                if self.swedish { swedish_root(&stem).to_owned() } else { stem }
            }
            _ => bare(&word),
        })
    }
}

/// What Swedish verbs and the nouns made of them have in common, after Snowball (and without
/// accents): betala and betalning. Further endings (-ation, -ering, -nad, -an) were measured and
/// did not help.
fn swedish_root(stem: &str) -> &str {
    const ENDINGS: [&str; 2] = ["ning", "ing"];
    let root = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending));
    root.filter(|root| root.chars().nth(3).is_some()).unwrap_or(stem)
}

fn stop_words(lang: &str) -> &'static HashSet<String> {
    static NONE: LazyLock<HashSet<String>> = LazyLock::new(HashSet::new);
    match primary(lang) {
        "en" | "zh" | "ar" => &ENGLISH,
        "sv" => &SWEDISH,
        _ => &NONE,
    }
}

/// The words of a list in the form that is compared.
fn list(text: &str) -> HashSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let letters = super::letters::letters(line.trim());
            bare(&letters.iter().map(|letter| letter.c).collect::<String>())
        })
        .collect()
}

static ENGLISH: LazyLock<HashSet<String>> = LazyLock::new(|| list(include_str!("stop/en.txt")));
static SWEDISH: LazyLock<HashSet<String>> = LazyLock::new(|| list(include_str!("stop/sv.txt")));
static ARABIC: LazyLock<HashSet<String>> = LazyLock::new(|| list(include_str!("stop/ar.txt")));
static CHINESE: LazyLock<HashSet<String>> = LazyLock::new(|| list(include_str!("stop/zh.txt")));

/// Whether a normalised word, pair or character says nothing of what a text is about, by its
/// script (the language of Latin letters must be known; see [`Stemming`]).
pub(crate) fn is_small(script: Script, text: &str) -> bool {
    match script {
        Script::Arabic => ARABIC.contains(text),
        Script::Han => CHINESE.contains(text),
        Script::Pairs | Script::Word => false,
    }
}

/// Which language's stop words the text has most of; none if it has none of either.
pub(crate) fn stop_language(runs: &[Run<'_>]) -> Option<&'static str> {
    let count = |list: &HashSet<String>| {
        runs.iter()
            .filter(|run| run.script == Script::Word)
            .filter(|run| list.contains(&bare(&run.text())))
            .count()
    };
    match (count(&ENGLISH), count(&SWEDISH)) {
        (0, 0) => None,
        (en, sv) if sv > en => Some("sv"),
        (en, sv) if en > sv => Some("en"),
        _ => None,
    }
}
