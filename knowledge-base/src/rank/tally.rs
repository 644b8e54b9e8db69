//! Adding up, article by article, what it holds of a finished question.
//!
//! A clue is something of the question an article may hold: a word, two neighbouring words, a
//! group of letters, a code. Each field of a clue counts by BM25 with the constants of
//! `weights`; what all clues give is added, and lifted by how much of the question is there.
//! Clues are taken rarest first and their work is capped, so the longest question costs no more
//! than a common one. Articles that share only stray letter groups with it are left out.

use std::collections::HashMap;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, SegmentReader, Term};

use crate::index::Snapshot;
use crate::weights::{self, Manner};

/// What a clue is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word that carries meaning, in some form.
    Word,
    /// A word that names a thing: what an article gets of it is the most that one of its fields
    /// gives, so that one which bears it as a keyword needs not say it as well.
    Name,
    /// Adds to a score, but does not by itself make an article a hit: small words, pairs.
    Beside,
    /// Letters inside words.
    Group,
    /// A code; its weight is the score.
    Code,
}

/// A field, a token of it, and how much it counts there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) field: Field,
    pub(crate) text: String,
    pub(crate) weight: f32,
}

/// Something of the question that an article may hold.
#[derive(Clone, Debug)]
pub(crate) struct Clue {
    pub(crate) kind: Kind,
    pub(crate) weight: f32,
    /// In how many articles it is, at most.
    pub(crate) held: u64,
    pub(crate) places: Vec<Place>,
}

/// What one article has gathered.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    score: f32,
    /// Worth of the words and of the groups it holds.
    words: f32,
    groups: f32,
    /// Holds a word or a code.
    real: bool,
    seen: bool,
}

/// Memory of one search, used again by the next; always left clean.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    sums: Vec<Sum>,
    part: Vec<f32>,
    /// Articles with a sum, and articles of the clue at hand.
    seen: Vec<u32>,
    touched: Vec<u32>,
}

/// One place of a clue, ready to be read: `1 / length norm` by norm id, and its worth.
struct Reading<'a> {
    place: &'a Place,
    worth: f32,
}

/// The scores of all articles that hold enough of the question, in no order. `words` is how many
/// words the question has.
pub(crate) fn tally(
    snapshot: &Snapshot,
    clues: Vec<Clue>,
    manner: &Manner,
    words: usize,
) -> tantivy::Result<Vec<(f32, DocAddress)>> {
    let all = snapshot.searcher.num_docs().max(1) as f32;
    let worths = |clue: &Clue| clue.weight * idf(all, clue.held);
    let total = |groups: bool| -> f32 {
        let same = clues.iter().filter(|clue| match clue.kind {
            Kind::Word | Kind::Name | Kind::Beside => !groups,
            Kind::Group => groups,
            Kind::Code => false,
        });
        same.filter(|clue| clue.held > 0).map(worths).sum::<f32>().max(f32::MIN_POSITIVE)
    };
    let (all_words, all_groups) = (total(false), total(true));
    let least = match manner.by_word {
        true => weights::LEAST_OF_WORD * all_groups / words.max(1) as f32,
        false => weights::LEAST_OF_ALL * all_groups,
    };
    let clues = affordable(clues);
    let mut norms: HashMap<Field, [f32; 256]> = HashMap::new();
    let mut readings: Vec<Vec<Reading<'_>>> = Vec::with_capacity(clues.len());
    for clue in &clues {
        let mut of_clue = Vec::with_capacity(clue.places.len());
        for place in &clue.places {
            if clue.kind != Kind::Code && !norms.contains_key(&place.field) {
                norms.insert(place.field, norm_table(snapshot, place.field, manner)?);
            }
            let term = Term::from_field_text(place.field, &place.text);
            let held = match clue.places.len() {
                1 => clue.held,
                _ => snapshot.searcher.doc_freq(&term)?,
            };
            if held > 0 {
                of_clue.push(Reading { place, worth: place.weight * idf(all, held) });
            }
        }
        readings.push(of_clue);
    }
    let mut sheet = snapshot.sheet();
    let mut out = Vec::new();
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        sheet.widen(segment.max_doc() as usize);
        for (clue, places) in clues.iter().zip(&readings) {
            let worth = worths(clue);
            for reading in places {
                read(segment, clue.kind, reading, norms.get(&reading.place.field), &mut sheet)?;
            }
            sheet.close(clue, worth);
        }
        for doc in sheet.seen.drain(..) {
            let sum = std::mem::take(&mut sheet.sums[doc as usize]);
            if (sum.real || sum.groups >= least) && !segment.is_deleted(doc) {
                let lift = 1.0
                    + manner.share_of_words * sum.words / all_words
                    + manner.share_of_groups * sum.groups / all_groups;
                out.push((sum.score * lift, DocAddress::new(ord as u32, doc)));
            }
        }
    }
    snapshot.put_back(sheet);
    Ok(out)
}

/// The clues that are read: rarest first, until the work is done that a search may cost.
fn affordable(mut clues: Vec<Clue>) -> Vec<Clue> {
    clues.retain(|clue| clue.held > 0);
    clues.sort_by_key(|clue| (clue.kind != Kind::Code, clue.held));
    let mut work = 0;
    clues.retain(|clue| {
        let more = clue.held * clue.places.len().min(3) as u64;
        let affordable = work == 0 || work + more <= weights::MOST_WORK;
        if affordable {
            work += more;
        }
        affordable
    });
    clues
}

impl Sheet {
    fn widen(&mut self, articles: usize) {
        if self.sums.len() < articles {
            self.sums.resize(articles, Sum::default());
            self.part.resize(articles, 0.0);
        }
    }

    /// Books what the articles have gathered of one clue.
    fn close(&mut self, clue: &Clue, worth: f32) {
        for doc in self.touched.drain(..) {
            let part = std::mem::take(&mut self.part[doc as usize]);
            let sum = &mut self.sums[doc as usize];
            if !sum.seen {
                sum.seen = true;
                self.seen.push(doc);
            }
            sum.score += clue.weight * part;
            match clue.kind {
                Kind::Word | Kind::Name => {
                    sum.words += worth;
                    sum.real = true;
                }
                Kind::Beside => sum.words += worth,
                Kind::Group => sum.groups += worth,
                Kind::Code => sum.real = true,
            }
        }
    }
}

/// Adds one place of a clue to the part of every article that holds it.
fn read(
    segment: &SegmentReader,
    kind: Kind,
    reading: &Reading<'_>,
    norms: Option<&[f32; 256]>,
    sheet: &mut Sheet,
) -> tantivy::Result<()> {
    let Reading { place, worth } = reading;
    let inverted = segment.inverted_index(place.field)?;
    let term = Term::from_field_text(place.field, &place.text);
    let Some(mut block) = inverted.read_block_postings(&term, IndexRecordOption::WithFreqs)? else {
        return Ok(());
    };
    let lengths = match norms {
        Some(table) => Some((segment.get_fieldnorms_reader(place.field)?, table)),
        None => None,
    };
    let k1 = if kind == Kind::Group { weights::K1_GROUPS } else { weights::K1_WORDS };
    loop {
        let docs = block.docs();
        if docs.is_empty() {
            return Ok(());
        }
        let times = block.freqs();
        for (at, &doc) in docs.iter().enumerate() {
            let part = &mut sheet.part[doc as usize];
            if *part == 0.0 {
                sheet.touched.push(doc);
            }
            let more = match &lengths {
                Some((reader, table)) => {
                    let times = times.get(at).copied().unwrap_or(1) as f32;
                    let x = times * table[reader.fieldnorm_id(doc) as usize];
                    worth * x / (x + k1)
                }
                None => worth * weights::ONCE,
            };
            *part = if kind == Kind::Name { part.max(more) } else { *part + more };
        }
        block.advance();
    }
}

fn norm_table(snapshot: &Snapshot, field: Field, manner: &Manner) -> tantivy::Result<[f32; 256]> {
    let b = if field == snapshot.fields.grams { manner.length_of_groups } else { weights::LENGTH };
    let (mut tokens, mut docs) = (0u64, 0u64);
    for segment in snapshot.searcher.segment_readers() {
        tokens += segment.inverted_index(field)?.total_num_tokens();
        docs += u64::from(segment.max_doc());
    }
    let average = (tokens as f32 / docs.max(1) as f32).max(0.1);
    let mut table = [1.0; 256];
    for (id, norm) in (0u8..=255).zip(&mut table) {
        *norm = 1.0 / (1.0 - b + b * FieldNormReader::id_to_fieldnorm(id) as f32 / average);
    }
    Ok(table)
}

/// How much it tells that an article holds something that so many of all hold.
pub(crate) fn idf(all: f32, held: u64) -> f32 {
    let held = (held as f32).min(all);
    (1.0 + (all - held + 0.5) / (held + 0.5)).ln()
}
