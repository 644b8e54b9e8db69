//! A question, analysed.

use std::collections::BTreeSet;
use std::ops::Range;

use tantivy::Term;
use tantivy::schema::Field;

use crate::analysis::{
    Letter, Script, Stemming, asked_codes, bare_tokens, grams, is_small, letters,
    letters_by_character, runs, start_text, stem_pairs, stop_language,
};
use crate::index::Snapshot;
use crate::lang::primary;
use crate::passage::Wanted;
use crate::rank::phrase::{self, Phrase};
use crate::weights::{self, Manner};
use crate::{Query, Synonyms};

/// A word of the question, or a pair of characters.
#[derive(Clone, Debug)]
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
    /// A synonym or an abbreviation was found for it.
    pub(crate) meant: bool,
    /// If no article has it: words one slip away, the likeliest first.
    pub(crate) mended: Vec<String>,
    /// In how many articles the likeliest is.
    pub(crate) mended_held: u64,
}

/// A question, analysed.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Different words in the order they were said first.
    pub(crate) words: Vec<Word>,
    /// Different letter groups and how often.
    pub(crate) grams: Vec<(String, Script, f32)>,
    pub(crate) codes: Vec<String>,
    /// Neighbouring stems.
    pub(crate) pairs: Vec<String>,
    /// Those inside quotes.
    pub(crate) quoted_pairs: Vec<String>,
    /// What stands in quotes.
    pub(crate) phrases: Vec<Phrase>,
    /// The question with synonyms in place of what was said.
    pub(crate) meant: Vec<Asked>,
    /// No word of it carries meaning, so all are taken as if they did.
    pub(crate) all_small: bool,
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
    pub(crate) fn new(
        snapshot: &Snapshot,
        synonyms: &Synonyms,
        query: &Query,
    ) -> tantivy::Result<Asked> {
        let text = match query.text.char_indices().nth(weights::MOST_LETTERS) {
            Some((end, _)) => &query.text[..end],
            None => &query.text,
        };
        let read = letters(text);
        let mut asked = Asked::read(snapshot, query, &read, true)?;
        if query.typing {
            let single = letters_by_character(text);
            if single != read {
                asked.by_character = Some(Box::new(Asked::read(snapshot, query, &single, true)?));
            }
        }
        let langs = [asked.lang.as_deref(), query.lang.as_deref().map(primary)];
        asked.with_meant(snapshot, query, synonyms.readings(text, &read, langs))?;
        for quoted in phrase::quoted(text) {
            let letters = letters(quoted);
            let runs = runs(&letters);
            let stemming = Stemming::of(asked.lang.as_deref().unwrap_or("en"));
            asked.quoted_pairs.extend(stem_pairs(&runs, &stemming));
            asked.phrases.extend(Phrase::of(quoted));
        }
        Ok(asked)
    }

    /// A turn of a conversation: read as a finished question, without phrases in quotes. Unknown
    /// words are mended only on demand.
    pub(crate) fn heard(
        snapshot: &Snapshot,
        synonyms: &Synonyms,
        query: &Query,
        mend: bool,
    ) -> tantivy::Result<Asked> {
        let read = letters(&query.text);
        let mut asked = Asked::read(snapshot, query, &read, mend)?;
        let langs = [asked.lang.as_deref(), query.lang.as_deref().map(primary)];
        asked.with_meant(snapshot, query, synonyms.readings(&query.text, &read, langs))?;
        Ok(asked)
    }

    fn with_meant(
        &mut self,
        snapshot: &Snapshot,
        query: &Query,
        readings: Vec<(String, Vec<Range<u32>>)>,
    ) -> tantivy::Result<()> {
        for (meant, spans) in readings {
            for word in &mut self.words {
                let inside = |span: &Range<u32>| span.start <= word.start && word.end <= span.end;
                word.meant |= spans.iter().any(inside);
            }
            self.meant.push(Asked::read(snapshot, query, &letters(&meant), true)?);
        }
        Ok(())
    }

    fn read(
        snapshot: &Snapshot,
        query: &Query,
        letters: &[Letter],
        mend: bool,
    ) -> tantivy::Result<Asked> {
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
                let stop = is_small(run.script, &token.text)
                    || whole && stop.as_ref().is_some_and(|stop| stop.stem(run).is_none());
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
                    meant: false,
                    mended: Vec::new(),
                    mended_held: 0,
                });
            }
        }
        let all_small = words.iter().all(|word| word.stop);
        if all_small {
            words.iter_mut().for_each(|word| word.stop = false);
        }
        if query.typing
            && let Some(run) = runs.last()
            && let Some(last) = bare_tokens(std::slice::from_ref(run)).last()
            && let Some(word) = words.iter_mut().find(|word| word.bare == last.text)
        {
            word.open = true;
        }
        let mut mended = 0;
        for word in &mut words {
            word.count(snapshot)?;
            if mend && mended < weights::MOST_MENDED && word.mend(snapshot, query.typing)? {
                mended += 1;
            }
        }
        let pairs = stem_pairs(&runs, stop.as_ref().unwrap_or(&Stemming::of("en")));
        let mut groups = counted(grams(&runs));
        groups.retain(|(gram, script, _)| {
            all_small || *script != Script::Han || !is_small(Script::Han, gram)
        });
        Ok(Asked {
            words,
            grams: groups,
            codes: different(asked_codes(letters), 16),
            pairs: different(pairs, weights::MOST_WORDS),
            all_small,
            quoted_pairs: Vec::new(),
            phrases: Vec::new(),
            meant: Vec::new(),
            start: start_text(&runs, *weights::START.end()),
            lang,
            by_character: None,
            articles: snapshot.searcher.num_docs(),
        })
    }

    /// How a question like this is weighed: by its language; Chinese or Arabic words in it
    /// decide over Latin ones.
    pub(crate) fn manner(&self) -> Manner {
        let has = |script: Script| self.words.iter().any(|word| word.script == script);
        let main = [Script::Han, Script::Pairs, Script::Arabic].into_iter().find(|s| has(*s));
        Manner::of(main.unwrap_or(Script::Word), self.lang.as_deref())
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
        let meant = self.meant.iter().flat_map(Asked::telling);
        for word in self.telling().chain(meant) {
            let held = word.about.max(word.held);
            let worth = (1.0 + self.articles as f32 / (1.0 + held as f32)).ln();
            wanted.add(&word.bare, &word.stems, worth, word.open);
            if let Some(mended) = word.mended.first() {
                wanted.add(mended, &[], worth, word.open);
            }
        }
        wanted
    }
}

impl Word {
    /// Whether no article has it in any form, as far as is known.
    pub(crate) fn is_unknown(&self) -> bool {
        let whole = matches!(self.script, Script::Word | Script::Arabic);
        whole && !self.stop && !self.meant && self.about == 0 && self.held == 0
    }

    /// Looks for words one slip away if it is unknown; whether it looked.
    fn mend(&mut self, snapshot: &Snapshot, typing: bool) -> tantivy::Result<bool> {
        let fields = &snapshot.fields;
        let df = |field: Field, text: &str| {
            snapshot.searcher.doc_freq(&Term::from_field_text(field, text))
        };
        let whole = matches!(self.script, Script::Word | Script::Arabic);
        // while typing nothing is stemmed: a known stem does not help
        let unknown = self.is_unknown() || typing && whole && !self.meant && self.held == 0;
        if !unknown || self.open && df(fields.title_edge, &self.bare)? > 0 {
            return Ok(false);
        }
        self.mended = snapshot.vocabulary.near(&self.bare, self.open);
        if let Some(first) = self.mended.first() {
            for field in [fields.title_t, fields.keywords_t, fields.body_t] {
                self.mended_held = self.mended_held.max(df(field, first)?);
            }
        }
        Ok(true)
    }

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

fn different(codes: Vec<String>, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for code in codes {
        if out.len() < most && !out.contains(&code) {
            out.push(code);
        }
    }
    out
}
