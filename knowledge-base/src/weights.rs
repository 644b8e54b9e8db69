//! Every number of the ranking, with its reason.
//!
//! They were chosen on public question sets in four languages (see `kb eval-all`); change one
//! only with that table before and after.

pub(crate) mod suggestion;

use crate::analysis::Script;

/// The measure of the others.
pub(crate) const BODY: f32 = 1.0;
/// Keywords are the caller's words for the title, but an author may list many.
pub(crate) const KEYWORDS: f32 = 1.5;

/// How soon saying a word again adds little: BM25's k1. Above the usual 1.2: in short articles a
/// word said again is rarely by chance.
pub(crate) const K1_WORDS: f32 = 2.0;
/// The same of letter groups, which repeat by chance.
pub(crate) const K1_GROUPS: f32 = 1.2;
/// How much a long text counts against itself: BM25's b.
pub(crate) const LENGTH: f32 = 0.75;
/// What a code held once is worth against a word that could be held often.
pub(crate) const ONCE: f32 = 0.45;

/// What differs between languages. Each was measured on half of that language's questions and
/// kept only if the other half gained too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// A word in the title says what the article is about; this much more than one in the text.
    pub(crate) title: f32,
    /// A word as it is written, besides its stem.
    pub(crate) exact: f32,
    /// A small word (how, my): tells kinds of questions apart where titles are questions.
    pub(crate) small: f32,
    /// Two words side by side, besides each of them.
    pub(crate) pairs: f32,
    /// Letter groups against words, in the script of the language. They carry most where words
    /// vary most: Arabic dialects, Swedish compounds.
    pub(crate) groups: f32,
    /// How much a long text counts against its groups.
    pub(crate) length_of_groups: f32,
    /// A lift for holding all words of the question; less for less.
    pub(crate) share_of_words: f32,
    /// The same for letter groups.
    pub(crate) share_of_groups: f32,
    /// Groups are of words, not single characters: see [`LEAST_OF_WORD`].
    pub(crate) by_word: bool,
}

impl Manner {
    /// By the main script of a question and its language, if known.
    pub(crate) fn of(script: Script, lang: Option<&str>) -> Manner {
        let plain = Manner {
            title: 2.0,
            exact: 0.1,
            small: 0.0,
            pairs: 0.2,
            groups: 0.4,
            length_of_groups: 0.75,
            share_of_words: 0.0,
            share_of_groups: 0.0,
            by_word: true,
        };
        match (script, lang) {
            (Script::Han | Script::Pairs, _) => Manner {
                groups: 0.7,
                length_of_groups: 0.9,
                share_of_groups: 0.4,
                by_word: false,
                ..plain
            },
            (Script::Arabic, _) => {
                Manner { exact: 0.0, pairs: 1.0, groups: 0.9, length_of_groups: 1.0, ..plain }
            }
            (Script::Word, Some("en")) => {
                Manner { exact: 0.2, small: 0.3, groups: 0.2, share_of_words: 0.3, ..plain }
            }
            (Script::Word, Some("sv")) => Manner {
                title: 3.0,
                exact: 0.3,
                groups: 0.5,
                share_of_words: 0.3,
                share_of_groups: 0.7,
                ..plain
            },
            (Script::Word, _) => plain,
        }
    }

    /// Letter groups of one script in a question of this manner: Latin words in a Chinese or
    /// Arabic question are mostly names, spelled alike everywhere.
    pub(crate) fn groups(&self, script: Script) -> f32 {
        match (self.by_word, script) {
            (false, Script::Word) => 0.25,
            _ => self.groups,
        }
    }
}

/// An article that holds no word of the question must hold this share of what an average word's
/// letter groups are worth, else it is noise.
pub(crate) const LEAST_OF_WORD: f32 = 0.6;
/// Without words (Chinese) it must hold this share of all the question's characters.
pub(crate) const LEAST_OF_ALL: f32 = 0.4;

/// In a finished question a mended word is one reading among the letter groups'.
pub(crate) const MENDED_BESIDE: f32 = 0.35;
/// What a synonym counts against the word that was said.
pub(crate) const SYNONYM: f32 = 0.7;
/// Readings of a question by its synonyms.
pub(crate) const MOST_READINGS: usize = 4;
/// Neighbours in a phrase in quotes.
pub(crate) const QUOTED: f32 = 3.0;

/// Entries of the index that one search may read: about ten milliseconds.
pub(crate) const MOST_WORK: u64 = 1_000_000;
/// Unknown words of a question that are mended.
pub(crate) const MOST_MENDED: usize = 6;

/// An article asked for by its own name is what is wanted, whatever else is typed.
pub(crate) const OWN_CODE: f32 = 200.0;
/// A code in title or keywords: what the article is about.
pub(crate) const TITLE_CODE: f32 = 4.0;
/// A code in the text.
pub(crate) const BODY_CODE: f32 = 1.5;

/// While typing, titles are what is looked for.
pub(crate) const TYPING_TITLE: f32 = 3.0;
/// Keywords while typing.
pub(crate) const TYPING_KEYWORDS: f32 = 2.0;
/// Text while typing.
pub(crate) const TYPING_BODY: f32 = 1.0;
/// The last word as the beginning of a word of the title.
pub(crate) const TYPING_EDGE: f32 = 2.0;
/// The title begins with all that was typed: most titles are typed from their beginning.
pub(crate) const STARTS_WITH: f32 = 20.0;
/// The less of such a title is still to be typed, the higher it stands: of those that begin
/// alike, the short ones are the ones that would be lost below the long.
pub(crate) const NEARLY_WHOLE: f32 = 50.0;
/// A word mended (one letter off) counts less than the word itself.
pub(crate) const MENDED: f32 = 0.7;

/// While typing, articles that hold only some of the words fill a short list up to this many: the
/// right one is among the first ten or nowhere (R@10), and a long tail of them only hides the good
/// ones.
pub(crate) const FILLED_TO: usize = 10;

/// The asker's own language and script lifts a hit this much: less than one matching word does.
pub(crate) const OWN_LANGUAGE: f32 = 0.15;
/// The asker's variant of an article stands for it if it scores at least this share of the best
/// variant.
pub(crate) const OWN_VARIANT: f32 = 0.6;

/// A code that more than one in so many articles hold names none of them: it is a word (COVID-19
/// in a health body's answers).
pub(crate) const CODE_SHARE: u64 = 20;
/// In a small base a code may be in so many articles all the same.
pub(crate) const CODE_LEAST: u64 = 12;

/// Letters of a question that are read; more is a pasted text, and its beginning is enough.
pub(crate) const MOST_LETTERS: usize = 4_000;
/// Different words of a question that are looked up.
pub(crate) const MOST_WORDS: usize = 96;
/// Different letter groups of a question that are looked up.
pub(crate) const MOST_GRAMS: usize = 384;
/// Letters of a title that count as its beginning, and the least of them.
pub(crate) const START: std::ops::RangeInclusive<usize> = 2..=24;
/// Letters of a word that its beginnings are indexed for.
pub(crate) const EDGE: usize = 15;
