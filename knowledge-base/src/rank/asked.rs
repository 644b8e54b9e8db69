//! A question, analysed.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::schema::Field;

use crate::analysis::{
    Letter, Script, Stemming, asked_codes, bare_tokens, grams, letters, letters_by_character, runs,
    start_text, stop_language,
};
use crate::index::Snapshot;
use crate::lang::primary;
use crate::passage::Wanted;
use crate::{Query, weights};

/// A word of the question, or a pair of characters.
#[derive(Debug)]
pub(crate) struct Word {
    /// Without accents.
    pub(crate) bare: String,
    /// In each of the index's languages, different ones only.
    pub(crate) stems: Vec<String>,
    pub(crate) script: Script,
    /// How often it was said.
    pub(crate) times: f32,
    /// It carries no meaning here.
    pub(crate) stop: bool,
    /// It may be unfinished.
    pub(crate) open: bool,
    /// Bytes of the question.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// In how many articles it is, as it is written; titles and keywords and text.
    pub(crate) held: u64,
    /// In how many articles it is in any form, at most.
    pub(crate) about: u64,
}

/// A question, analysed.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Different words in the order they were said first.
    pub(crate) words: Vec<Word>,
    /// Different letter groups and how often.
    pub(crate) grams: Vec<(String, Script, f32)>,
    pub(crate) codes: Vec<String>,
    /// What a title would have to begin with.
    pub(crate) start: String,
    /// The language its small words are of, if any tell.
    pub(crate) lang: Option<String>,
    /// While typing, the same read one Chinese character at a time where that differs: half of
    /// 檔案 is not yet the word that is rewritten to 文件.
    pub(crate) by_character: Option<Box<Asked>>,
    articles: u64,
}

impl Asked {
    pub(crate) fn new(snapshot: &Snapshot, query: &Query) -> tantivy::Result<Asked> {
        let text = match query.text.char_indices().nth(weights::MOST_LETTERS) {
            Some((end, _)) => &query.text[..end],
            None => &query.text,
        };
        let read = letters(text);
        let mut asked = Asked::read(snapshot, query, &read)?;
        if query.typing {
            let single = letters_by_character(text);
            if single != read {
                asked.by_character = Some(Box::new(Asked::read(snapshot, query, &single)?));
            }
        }
        Ok(asked)
    }

    fn read(snapshot: &Snapshot, query: &Query, letters: &[Letter]) -> tantivy::Result<Asked> {
        let runs = runs(letters);
        let langs = stemmed(snapshot);
        let lang = stop_language(&runs).map(str::to_owned).or_else(|| {
            match langs.iter().collect::<Vec<_>>().as_slice() {
                [only] => Some((*only).clone()),
                _ => query.lang.as_deref().map(primary).map(str::to_owned),
            }
        });
        let stop = lang.as_deref().map(Stemming::of);
        let stemmings: Vec<Stemming> =
            langs.iter().map(|lang| Stemming::without_stop_words(lang)).collect();

        let mut words: Vec<Word> = Vec::new();
        // a run of pairs gives several tokens, any other one
        for run in &runs {
            for token in bare_tokens(std::slice::from_ref(run)) {
                if let Some(word) = words.iter_mut().find(|word| word.bare == token.text) {
                    word.times += 1.0;
                    continue;
                }
                if words.len() == weights::MOST_WORDS {
                    break;
                }
                let whole = matches!(run.script, Script::Arabic | Script::Word);
                let stems: BTreeSet<String> = if whole {
                    stemmings.iter().filter_map(|stemming| stemming.stem(run)).collect()
                } else {
                    BTreeSet::from([token.text.clone()])
                };
                let mut stems: Vec<String> = stems.into_iter().collect();
                if stems.is_empty() {
                    stems.push(token.text.clone());
                }
                let stop = whole && stop.as_ref().is_some_and(|stop| stop.stem(run).is_none());
                words.push(Word {
                    bare: token.text,
                    stems,
                    script: run.script,
                    times: 1.0,
                    stop,
                    open: false,
                    start: token.start,
                    end: token.end,
                    held: 0,
                    about: 0,
                });
            }
        }
        if words.iter().all(|word| word.stop) {
            words.iter_mut().for_each(|word| word.stop = false);
        }
        if query.typing
            && let Some(run) = runs.last()
            && let Some(last) = bare_tokens(std::slice::from_ref(run)).last()
            && let Some(word) = words.iter_mut().find(|word| word.bare == last.text)
        {
            word.open = true;
        }
        for word in &mut words {
            word.count(snapshot)?;
        }
        Ok(Asked {
            words,
            grams: counted(grams(&runs)),
            codes: different(asked_codes(letters)),
            start: start_text(&runs, *weights::START.end()),
            lang,
            by_character: None,
            articles: snapshot.searcher.num_docs(),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that carry meaning.
    pub(crate) fn telling(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| !word.stop)
    }

    /// About how many articles have to do with it: as many as hold its commonest word that
    /// carries meaning.
    pub(crate) fn about(&self) -> u64 {
        self.telling().map(|word| word.about).max().unwrap_or(0)
    }

    /// What to look for in a passage.
    pub(crate) fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        for word in self.telling() {
            let held = word.about.max(word.held);
            let worth = (1.0 + self.articles as f32 / (1.0 + held as f32)).ln();
            wanted.add(&word.bare, &word.stems, worth, word.open);
        }
        wanted
    }
}

impl Word {
    fn count(&mut self, snapshot: &Snapshot) -> tantivy::Result<()> {
        let fields = &snapshot.fields;
        let df = |field: Field, text: &str| {
            snapshot.searcher.doc_freq(&Term::from_field_text(field, text))
        };
        for field in [fields.title_t, fields.keywords_t, fields.body_t] {
            self.held = self.held.max(df(field, &self.bare)?);
        }
        self.about = self.held;
        for stem in &self.stems {
            for field in [fields.title_w, fields.keywords_w, fields.body_w] {
                self.about = self.about.max(df(field, stem)?);
            }
        }
        Ok(())
    }
}

/// One language for each stemmer that was used in this index.
fn stemmed(snapshot: &Snapshot) -> BTreeSet<String> {
    let langs = snapshot.manifest.langs.keys();
    langs.map(|lang| Stemming::family(primary(lang)).to_owned()).collect()
}

fn counted(grams: Vec<(String, Script)>) -> Vec<(String, Script, f32)> {
    let mut places = std::collections::HashMap::new();
    let mut out: Vec<(String, Script, f32)> = Vec::new();
    for (gram, script) in grams {
        match places.get(&gram) {
            Some(&at) => {
                let (_, _, times): &mut (String, Script, f32) = &mut out[at];
                *times += 1.0;
            }
            None if out.len() < weights::MOST_GRAMS => {
                places.insert(gram.clone(), out.len());
                out.push((gram, script, 1.0));
            }
            None => {}
        }
    }
    out
}

fn different(codes: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for code in codes {
        if out.len() < 16 && !out.contains(&code) {
            out.push(code);
        }
    }
    out
}
