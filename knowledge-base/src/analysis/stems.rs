//! Stemmers and stop words, by language.
//!
//! Stop words only for English and Swedish, where leaving them out was measured to help; they
//! are compared without accents. A language without a stemmer has its words as they are.

use rust_stemmers::{Algorithm, Stemmer};

use super::arabic::light_stem;
use super::letters::{Run, Script};
use super::tokens::bare;
use crate::lang::primary;

/// How words of one language are cut down.
pub(crate) struct Stemming {
    stemmer: Option<Stemmer>,
    stop: &'static [&'static str],
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
        Stemming { stemmer: algorithm.map(Stemmer::create), stop: stop_words(lang) }
    }

    /// The same stems with no stop words.
    pub(crate) fn without_stop_words(lang: &str) -> Stemming {
        Stemming { stop: &[], ..Stemming::of(lang) }
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
        if self.stop.binary_search(&bare(&word).as_str()).is_ok() {
            return None;
        }
        // Snowball reads words, not numbers or endless strings
        let plain = word.len() <= 60 && word.chars().all(char::is_alphabetic);
        Some(match &self.stemmer {
            Some(stemmer) if plain => bare(&stemmer.stem(&word)),
            _ => bare(&word),
        })
    }
}

fn stop_words(lang: &str) -> &'static [&'static str] {
    match primary(lang) {
        "en" | "zh" | "ar" => ENGLISH,
        "sv" => SWEDISH,
        _ => &[],
    }
}

/// Which language's stop words the text has most of; none if it has none of either.
pub(crate) fn stop_language(runs: &[Run<'_>]) -> Option<&'static str> {
    let count = |list: &[&str]| {
        runs.iter()
            .filter(|run| run.script == Script::Word)
            .filter(|run| list.binary_search(&bare(&run.text()).as_str()).is_ok())
            .count()
    };
    match (count(ENGLISH), count(SWEDISH)) {
        (0, 0) => None,
        (en, sv) if sv > en => Some("sv"),
        (en, sv) if en > sv => Some("en"),
        _ => None,
    }
}

/// Sorted, without accents.
const ENGLISH: &[&str] = &[
    "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "but", "by", "can", "could", "did", "do", "does",
    "doing", "don", "dont", "down", "each", "for", "from", "further", "had", "has", "have",
    "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "im", "in", "into",
    "is", "isnt", "it", "its", "ive", "just", "me", "more", "most", "my", "no", "nor", "not",
    "now", "of", "off", "on", "once", "only", "or", "other", "our", "out", "over", "own", "s",
    "same", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until",
    "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom",
    "why", "will", "with", "would", "you", "your",
];

/// Sorted, without accents.
const SWEDISH: &[&str] = &[
    "alla", "allt", "ar", "att", "av", "aven", "bara", "bli", "blir", "blivit", "da", "dar", "de",
    "dem", "den", "denna", "deras", "dess", "dessa", "det", "detta", "dig", "din", "dina", "ditt",
    "du", "efter", "ej", "eller", "en", "er", "era", "ert", "ett", "fa", "far", "for", "fran",
    "gor", "ha", "hade", "han", "har", "hon", "hos", "hur", "i", "in", "inom", "inte", "ja", "jag",
    "kan", "kunde", "man", "maste", "med", "mellan", "men", "mig", "min", "mina", "mitt", "mot",
    "mycket", "nagon", "nagot", "nagra", "nar", "ni", "nu", "och", "om", "oss", "over", "pa", "sa",
    "samma", "sig", "sin", "sina", "sitt", "ska", "skulle", "som", "till", "under", "upp", "ut",
    "utan", "vad", "var", "vara", "vart", "vem", "vi", "vid", "vilka", "vilken", "vilket",
];
