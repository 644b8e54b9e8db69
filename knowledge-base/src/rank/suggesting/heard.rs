//! A conversation, analysed: which words were said, and how much each still counts.

use std::collections::HashMap;

use tantivy::Term;

use super::courtesy;
use crate::Synonyms;
use crate::analysis::{Script, codes, letters, runs, stop_language};
use crate::index::Snapshot;
use crate::passage::Wanted;
use crate::rank::asked::{Asked, Word};
use crate::rank::finished::wanted_codes;
use crate::rank::tally::{Clue, Kind, Place};
use crate::suggestion::{Conversation, Speaker, Turn};
use crate::weights::suggestion::Numbers;
use crate::weights::{self, Manner};

/// Older turns are another matter.
const MOST_TURNS: usize = 80;
/// A longer turn is a pasted text, and its beginning is enough.
const MOST_LETTERS: usize = 1_000;
/// Letters that are read of all turns, from the newest back: some ten minutes of talk.
const MOST_ALL: usize = 8_000;
/// Unknown words are mended only in the last so many turns: it costs the most.
const MENDED_TURNS: usize = 2;

/// How much something said still counts.
#[derive(Clone, Copy, Debug, Default)]
struct Fade {
    quick: f32,
    slow: f32,
}

impl Fade {
    /// Said again: more than once, but not twice as much.
    fn again(&mut self, other: Fade, repeat: f32) {
        let add = |a: f32, b: f32| a.max(b) + repeat * a.min(b);
        self.quick = add(self.quick, other.quick);
        self.slow = add(self.slow, other.slow);
    }

    fn most(self) -> f32 {
        self.quick.max(self.slow)
    }
}

/// A word and how much it counts.
pub(crate) struct Said {
    word: Word,
    fade: Fade,
}

/// A conversation, analysed.
pub(crate) struct Heard {
    /// Different words, those first that count most.
    pub(crate) words: Vec<Said>,
    grams: Vec<(String, Script, Fade)>,
    pairs: Vec<(String, Fade)>,
    codes: Vec<(String, f32)>,
    /// The customer's last turn.
    pub(crate) last: Asked,
    /// Nothing in it carries meaning.
    pub(crate) last_is_small: bool,
    pub(crate) last_text: String,
    pub(crate) lang: Option<String>,
    pub(crate) manner: Manner,
    named: f32,
}

impl Heard {
    pub(crate) fn of(
        snapshot: &Snapshot,
        synonyms: &Synonyms,
        conversation: &Conversation,
        numbers: &Numbers,
    ) -> tantivy::Result<Option<Heard>> {
        let turns = &conversation.turns;
        let turns = &turns[turns.len().saturating_sub(MOST_TURNS)..];
        let mut texts: Vec<(Speaker, &str)> = turns.iter().map(|t| (t.speaker, read(t))).collect();
        let mut room = MOST_ALL;
        let fits = |(_, text): &&(Speaker, &str)| {
            let long = text.chars().count();
            room = room.saturating_sub(long);
            room > 0
        };
        let read = texts.iter().rev().take_while(fits).count().max(1);
        texts.drain(..texts.len().saturating_sub(read));
        let said =
            |(who, text): &(Speaker, &str)| *who == Speaker::Customer && !text.trim().is_empty();
        // whether to show is the customer's to tell: before they speak there is nothing to show
        let Some(last) = texts.iter().rposition(said) else { return Ok(None) };
        let all: String = texts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
        let lang = stop_language(&runs(&letters(&all))).map(str::to_owned);
        let lang = lang.or_else(|| conversation.lang.clone());

        let mut asked: Vec<(f32, Asked, Vec<String>)> = Vec::with_capacity(texts.len());
        for (at, (who, text)) in texts.iter().enumerate() {
            let query = conversation.query(&without_numbers(text), lang.as_deref());
            let mend = at + MENDED_TURNS >= texts.len() || at == last;
            let read = Asked::heard(snapshot, synonyms, &query, mend)?;
            let weight = match who {
                Speaker::Customer => 1.0,
                Speaker::Agent => numbers.agent,
                Speaker::Other => numbers.other,
            };
            asked.push((weight, read, codes(&letters(text))));
        }
        let ages = ages(&texts, &asked, numbers);
        let mut words: HashMap<String, Said> = HashMap::new();
        let mut grams: HashMap<String, (Script, Fade)> = HashMap::new();
        let mut pairs: HashMap<String, Fade> = HashMap::new();
        let mut own_codes: HashMap<String, f32> = HashMap::new();
        let mut kept = None;
        for (at, ((weight, mut read, codes), age)) in asked.into_iter().zip(ages).enumerate() {
            let newest = if at == last { numbers.last } else { 1.0 };
            let fade = Fade {
                quick: newest * weight * numbers.quick.powf(age),
                slow: weight * numbers.slow.powf(age),
            };
            read.codes = codes;
            for (code, worth) in wanted_codes(snapshot, &read, false)? {
                let most = own_codes.entry(code).or_default();
                *most = most.max(worth * fade.slow);
            }
            if !asks_for_nothing(texts[at].1, &read) {
                let new = |word: &&Word| {
                    !word.stop && read.words.iter().all(|said| said.bare != word.bare)
                };
                let meant = read.meant.iter().flat_map(|meant| meant.words.iter().filter(new));
                let said = read.words.iter().map(|word| (word.clone(), fade));
                let factor = weights::SYNONYM;
                let less = Fade { quick: fade.quick * factor, slow: fade.slow * factor };
                for (word, fade) in said.chain(meant.map(|word| (word.clone(), less))) {
                    // of small words only those count that were said last
                    if word.stop && at != last {
                        continue;
                    }
                    match words.get_mut(&word.bare) {
                        Some(said) => said.fade.again(fade, numbers.repeat),
                        None => {
                            words.insert(word.bare.clone(), Said { word, fade });
                        }
                    }
                }
                for (gram, script, times) in &read.grams {
                    let fade = Fade {
                        quick: fade.quick * times.min(2.0),
                        slow: fade.slow * times.min(2.0),
                    };
                    let known = grams.entry(gram.clone()).or_insert((*script, Fade::default()));
                    known.1.again(fade, numbers.repeat);
                }
                for pair in &read.pairs {
                    pairs.entry(pair.clone()).or_default().again(fade, numbers.repeat);
                }
            }
            if at == last {
                kept = Some(read);
            }
        }
        let Some(read) = kept else { return Ok(None) };
        let last_is_small = asks_for_nothing(texts[last].1, &read);
        let mut words: Vec<Said> = words.into_values().collect();
        words.sort_by(|a, b| {
            b.fade.most().total_cmp(&a.fade.most()).then_with(|| a.word.bare.cmp(&b.word.bare))
        });
        words.truncate(weights::MOST_WORDS);
        let mut grams: Vec<(String, Script, Fade)> =
            grams.into_iter().map(|(gram, (script, fade))| (gram, script, fade)).collect();
        grams.sort_by(|a, b| b.2.most().total_cmp(&a.2.most()).then_with(|| a.0.cmp(&b.0)));
        grams.truncate(weights::MOST_GRAMS);
        let mut pairs: Vec<(String, Fade)> = pairs.into_iter().collect();
        pairs.sort_by(|a, b| b.1.most().total_cmp(&a.1.most()).then_with(|| a.0.cmp(&b.0)));
        pairs.truncate(weights::MOST_WORDS);
        let mut codes: Vec<(String, f32)> = own_codes.into_iter().collect();
        codes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        codes.truncate(16);
        Ok(Some(Heard {
            manner: manner(&words, lang.as_deref()),
            words,
            grams,
            pairs,
            codes,
            last_is_small,
            last: read,
            last_text: texts[last].1.to_owned(),
            lang,
            named: numbers.named,
        }))
    }

    /// What to look for, weighed.
    pub(crate) fn clues(&self, snapshot: &Snapshot) -> tantivy::Result<Vec<Clue>> {
        let fields = &snapshot.fields;
        let manner = &self.manner;
        let held =
            |field, text: &str| snapshot.searcher.doc_freq(&Term::from_field_text(field, text));
        let mut clues = Vec::new();
        for Said { word, fade } in &self.words {
            let most = fade.most().max(f32::MIN_POSITIVE);
            let quick = fade.quick / most;
            let slow = fade.slow / most;
            // a name of a thing: articles bear it as a keyword more often than they say it
            let (mut borne, mut said) = (0, 0);
            for stem in &word.stems {
                borne = borne.max(held(fields.keywords_w, stem)?);
                said = said.max(held(fields.title_w, stem)?).max(held(fields.body_w, stem)?);
            }
            let named = borne > 0 && borne >= said;
            let (kind_of, keywords) = match named {
                true => (Kind::Name, self.named),
                false => (Kind::Word, weights::KEYWORDS),
            };
            let weights = [manner.title * quick, keywords * slow, weights::BODY * quick];
            let places = |of: [tantivy::schema::Field; 3], texts: &[String]| -> Vec<Place> {
                of.into_iter()
                    .zip(weights)
                    .flat_map(|(field, weight)| {
                        texts.iter().map(move |text| Place { field, text: text.clone(), weight })
                    })
                    .collect()
            };
            let exact = [fields.title_t, fields.keywords_t, fields.body_t];
            if !word.stop {
                let places =
                    places([fields.title_w, fields.keywords_w, fields.body_w], &word.stems);
                clues.push(Clue { kind: kind_of, weight: most, held: word.about, places });
            }
            if !named && matches!(word.script, Script::Word | Script::Arabic) {
                let share = if word.stop { manner.small } else { manner.exact };
                let kind = if word.stop { Kind::Beside } else { Kind::Word };
                if share > 0.0 {
                    let places = places(exact, std::slice::from_ref(&word.bare));
                    clues.push(Clue { kind, weight: most * share, held: word.held, places });
                }
            }
            if let Some(mended) = word.mended.first() {
                let places = places(exact, std::slice::from_ref(mended));
                let weight = most * weights::MENDED_BESIDE;
                clues.push(Clue { kind: Kind::Word, weight, held: word.mended_held, places });
            }
        }
        let one = |kind, field, text: &str, weight: f32| -> tantivy::Result<Clue> {
            let places = vec![Place { field, text: text.to_owned(), weight: 1.0 }];
            Ok(Clue { kind, weight, held: held(field, text)?, places })
        };
        for (pair, fade) in &self.pairs {
            clues.push(one(Kind::Beside, fields.pairs, pair, manner.pairs * fade.quick)?);
        }
        for (gram, script, fade) in &self.grams {
            let weight = manner.groups(*script) * fade.quick;
            clues.push(one(Kind::Group, fields.grams, gram, weight)?);
        }
        for (code, weight) in &self.codes {
            clues.push(one(Kind::Code, fields.code, code, *weight)?);
        }
        Ok(clues)
    }

    /// What to look for in a passage.
    pub(crate) fn wanted(&self, snapshot: &Snapshot) -> Wanted {
        let articles = snapshot.searcher.num_docs() as f32;
        let mut wanted = Wanted::default();
        for Said { word, fade } in self.words.iter().filter(|said| !said.word.stop) {
            let held = word.about.max(word.held);
            let worth = fade.most() * (1.0 + articles / (1.0 + held as f32)).ln();
            wanted.add(&word.bare, &word.stems, worth, false);
            if let Some(mended) = word.mended.first() {
                wanted.add(mended, &[], worth, false);
            }
        }
        wanted
    }
}

/// What is read of a turn: its beginning, and of one under way no last word.
fn read(turn: &Turn) -> &str {
    let text = match turn.text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => &turn.text[..end],
        None => &turn.text,
    };
    if turn.done {
        return text;
    }
    match text.rfind(char::is_whitespace) {
        Some(gap) => &text[..gap],
        // nothing but one word, or a script without spaces
        None => text,
    }
}

/// Without what names a person or an amount: words with digits in them and addresses.
fn without_numbers(text: &str) -> String {
    // scripts without spaces: every character stands alone
    let alone = |c: char| matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{ffef}');
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if !c.is_whitespace() && !alone(c) {
            word.push(c);
            continue;
        }
        if !word.contains('@') && !word.chars().any(char::is_numeric) {
            out.push_str(&word);
        }
        word.clear();
        out.push(c);
    }
    out
}

/// Small words and courtesy only.
fn asks_for_nothing(text: &str, read: &Asked) -> bool {
    let small = |word: &str| read.words.iter().any(|said| said.stop && said.bare == word);
    read.all_small || courtesy::nothing_else(&without_numbers(text), small)
}

/// How old each turn is: what was said since, in turns full of new words.
fn ages(
    texts: &[(Speaker, &str)],
    asked: &[(f32, Asked, Vec<String>)],
    numbers: &Numbers,
) -> Vec<f32> {
    let mut seen = std::collections::HashSet::new();
    let mut steps = Vec::with_capacity(asked.len());
    for ((who, text), (_, read, _)) in texts.iter().zip(asked) {
        let known = |word: &&Word| !word.stop && word.about.max(word.held) > 0;
        let new = match asks_for_nothing(text, read) {
            true => 0,
            false => read.words.iter().filter(known).filter(|w| seen.insert(&w.bare)).count(),
        };
        let step = (new as f32 / numbers.full_step.max(0.1)).min(1.0);
        steps.push(match who {
            Speaker::Customer => step,
            Speaker::Agent => step * numbers.agent_step,
            Speaker::Other => 0.0,
        });
    }
    let mut ages = vec![0.0; steps.len()];
    let mut age = 0.0;
    for (at, step) in steps.iter().enumerate().rev() {
        ages[at] = age;
        age += step;
    }
    ages
}

fn manner(words: &[Said], lang: Option<&str>) -> Manner {
    let weight = |script: Script| -> f32 {
        words.iter().filter(|s| s.word.script == script).map(|s| s.fade.most()).sum()
    };
    let scripts = [Script::Han, Script::Pairs, Script::Arabic, Script::Word];
    let main = scripts.into_iter().max_by(|a, b| weight(*a).total_cmp(&weight(*b)));
    Manner::of(main.unwrap_or(Script::Word), lang)
}
