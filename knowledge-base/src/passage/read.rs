//! The words of a text as they are compared with a question's.

use crate::analysis::{Letter, Script, Stemming, bare, letters, runs};

/// A word, or a run of characters where there are no words.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) script: Script,
    pub(crate) letters: Box<[Letter]>,
    /// Without accents; empty where there are no words.
    pub(crate) bare: Box<str>,
    /// None for a small word, and where there are no words.
    pub(crate) stem: Option<Box<str>>,
}

/// A text, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) pieces: Box<[Piece]>,
}

impl Read {
    pub(crate) fn of(text: &str, stemming: &Stemming) -> Read {
        let letters = letters(text);
        let pieces = runs(&letters).into_iter().map(|run| {
            let word = matches!(run.script, Script::Arabic | Script::Word);
            Piece {
                script: run.script,
                letters: run.letters.into(),
                bare: if word { bare(&run.text()).into() } else { "".into() },
                stem: if word { stemming.stem(&run).map(Into::into) } else { None },
            }
        });
        Read { pieces: pieces.collect() }
    }
}
