//! Running a query: what the asker may see, one hit an article, the asker's language a little
//! higher.

use std::collections::{HashMap, HashSet};

use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Term};

use crate::analysis::has_latin_words;
use crate::index::{Snapshot, day};
use crate::lang::{nearness, primary};
use crate::{Audience, Key, Query, See, State, weights};

/// Any query of tantivy.
pub(crate) type Any = Box<dyn tantivy::query::Query>;

/// One article among the found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) at: DocAddress,
    pub(crate) score: f32,
    pub(crate) id: String,
}

/// A word in a field, weighted.
pub(crate) fn term(field: Field, text: &str, weight: f32) -> Any {
    let term = Term::from_field_text(field, text);
    let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
    Box::new(BoostQuery::new(query, weight))
}

/// The same for every document that holds it.
pub(crate) fn flat(field: Field, text: &str, score: f32) -> Any {
    let term = Term::from_field_text(field, text);
    let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    Box::new(ConstScoreQuery::new(query, score))
}

/// Any of them may match, scores added.
pub(crate) fn any(queries: Vec<Any>) -> Any {
    Box::new(BooleanQuery::union(queries))
}

/// The best articles for a query, best first, each once, at most `limit`.
pub(crate) fn run(
    snapshot: &Snapshot,
    asked: &Query,
    query: Any,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let query = of_products(snapshot, asked, query);
    let columns = columns(snapshot)?;
    let gate = Gate::new(asked);
    let all = snapshot.searcher.num_docs().max(1) as usize;
    // nearly every article may be seen, so looking at the best first and leaving out what may
    // not is quicker than asking the index for it; where much may not, look further
    let mut fetch = (limit * 6).max(50);
    loop {
        fetch = fetch.min(all);
        let collector = TopDocs::with_limit(fetch).order_by_score();
        let top = snapshot.searcher.search(&query, &collector)?;
        let exhausted = top.len() < fetch || fetch == all;
        let found = collapse(asked, top, &columns, &gate, limit)?;
        if found.len() >= limit || exhausted {
            return Ok(found.into_iter().take(limit).collect());
        }
        fetch *= 8;
    }
}

/// The best of a tally, best first, each article once, at most `limit`.
pub(crate) fn best(
    snapshot: &Snapshot,
    asked: &Query,
    mut scored: Vec<(f32, DocAddress)>,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let columns = columns(snapshot)?;
    let gate = Gate::new(asked);
    if let Some(lets) = about_products(snapshot, asked)? {
        scored.retain(|(_, at)| lets.contains(at));
    }
    let better = |a: &(f32, DocAddress), b: &(f32, DocAddress)| {
        b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
    };
    let mut fetch = (limit * 6).max(50);
    loop {
        let all = fetch >= scored.len();
        if !all {
            scored.select_nth_unstable_by(fetch, better);
        }
        let mut top = scored[..fetch.min(scored.len())].to_vec();
        top.sort_unstable_by(better);
        let found = collapse(asked, top, &columns, &gate, limit)?;
        if found.len() >= limit || all {
            return Ok(found.into_iter().take(limit).collect());
        }
        fetch *= 8;
    }
}

/// The articles about the products asked for; none if all will do.
fn about_products(
    snapshot: &Snapshot,
    asked: &Query,
) -> tantivy::Result<Option<HashSet<DocAddress>>> {
    if asked.products.is_empty() {
        return Ok(None);
    }
    let any = of_products(snapshot, asked, Box::new(AllQuery));
    Ok(Some(snapshot.searcher.search(&any, &DocSetCollector)?))
}

fn of_products(snapshot: &Snapshot, asked: &Query, query: Any) -> Any {
    if asked.products.is_empty() {
        return query;
    }
    let field = snapshot.fields.products;
    let mut products = vec![flat(field, "=", 0.0)];
    products.extend(asked.products.iter().map(|product| flat(field, &format!("={product}"), 0.0)));
    Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, any(products))]))
}

struct Columns {
    gate: Column<u64>,
    id: Option<StrColumn>,
    lang: Option<StrColumn>,
}

fn columns(snapshot: &Snapshot) -> tantivy::Result<Vec<Columns>> {
    let segments = snapshot.searcher.segment_readers().iter();
    segments
        .map(|segment| {
            let fast = segment.fast_fields();
            Ok(Columns { gate: fast.u64("gate")?, id: fast.str("id")?, lang: fast.str("lang")? })
        })
        .collect()
}

fn text(column: &Option<StrColumn>, doc: u32) -> tantivy::Result<String> {
    let mut out = String::new();
    if let Some(column) = column
        && let Some(ord) = column.ords().first(doc)
    {
        column.ord_to_str(ord, &mut out)?;
    }
    Ok(out)
}

/// The asker's side of the field of the same name.
struct Gate {
    see: See,
    today: Option<u64>,
}

impl Gate {
    fn new(asked: &Query) -> Gate {
        Gate { see: asked.see, today: asked.today.as_deref().and_then(day) }
    }

    fn lets(&self, gate: u64) -> bool {
        let state = match gate & 3 {
            0 => State::Draft,
            1 => State::Unvalidated,
            2 => State::Validated,
            _ => State::Archived,
        };
        let audience = match gate >> 2 & 3 {
            0 => Audience::Agent,
            1 => Audience::Customer,
            _ => Audience::Restricted,
        };
        self.see.allows_state(state)
            && self.see.allows_audience(audience)
            && (self.see.expired || self.today.is_none_or(|today| gate >> 8 >= today))
    }
}

struct Variant {
    found: Found,
    raw: f32,
    near: u8,
}

fn collapse(
    asked: &Query,
    top: Vec<(f32, DocAddress)>,
    columns: &[Columns],
    gate: &Gate,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let lang = asked.lang.as_deref().filter(|lang| speaks(lang, &asked.text));
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut subjects: Vec<Vec<Variant>> = Vec::new();
    let mut last = 0.0;
    for (raw, at) in top {
        // subjects come best first; one that even its language could not lift among them ends it
        if subjects.len() > limit
            && raw * (1.0 + weights::OWN_LANGUAGE) < last * weights::OWN_VARIANT
        {
            break;
        }
        if subjects.len() <= limit {
            last = raw;
        }
        let Some(columns) = columns.get(at.segment_ord as usize) else { continue };
        if !gate.lets(columns.gate.first(at.doc_id).unwrap_or(0)) {
            continue;
        }
        let id = text(&columns.id, at.doc_id)?;
        let near = match lang {
            Some(lang) => nearness(&text(&columns.lang, at.doc_id)?, lang),
            None => 0,
        };
        let score = raw * (1.0 + weights::OWN_LANGUAGE * f32::from(near) / 2.0);
        let place = *places.entry(id.clone()).or_insert_with(|| {
            subjects.push(Vec::new());
            subjects.len() - 1
        });
        subjects[place].push(Variant { found: Found { at, score, id }, raw, near });
    }
    let mut found: Vec<Found> = subjects.into_iter().filter_map(stand_in).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// The variant that stands for an article, with the best variant's score.
fn stand_in(variants: Vec<Variant>) -> Option<Found> {
    let best = variants.iter().map(|variant| variant.raw).fold(0.0, f32::max);
    let score = variants.iter().map(|variant| variant.found.score).fold(0.0, f32::max);
    let chosen = variants
        .into_iter()
        .filter(|variant| variant.raw >= best * weights::OWN_VARIANT)
        .max_by(|a, b| a.near.cmp(&b.near).then(a.raw.total_cmp(&b.raw)))?;
    Some(Found { score, ..chosen.found })
}

/// Shows each article in the asker's own language where it is there in it, even if the words were
/// found in another of its variants: an agent reads their own language faster than they would
/// miss a mark. The order stays.
pub(crate) fn in_own_language(
    snapshot: &Snapshot,
    asked: &Query,
    found: &mut [Found],
) -> tantivy::Result<()> {
    let Some(lang) = asked.lang.as_deref().filter(|lang| speaks(lang, &asked.text)) else {
        return Ok(());
    };
    let (columns, gate) = (columns(snapshot)?, Gate::new(asked));
    let lets = |at: DocAddress| {
        let columns = columns.get(at.segment_ord as usize);
        columns.is_some_and(|columns| gate.lets(columns.gate.first(at.doc_id).unwrap_or(0)))
    };
    for found in found {
        if let Some(own) = snapshot.place(&Key::new(&found.id, lang))?
            && lets(own)
        {
            found.at = own;
        }
    }
    Ok(())
}

/// Whether a text can be in a language, by its script: a Swedish agent's Chinese question wants
/// no Swedish article lifted. Digits and codes are of no language and so of every one.
fn speaks(lang: &str, text: &str) -> bool {
    let han = text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let arabic = text.chars().any(|c| matches!(c, '\u{620}'..='\u{6ff}') && c.is_alphabetic());
    match primary(lang) {
        "zh" | "ja" => han || !(arabic || has_latin_words(text)),
        "ar" | "fa" | "ur" => arabic || !(han || has_latin_words(text)),
        _ => !(han || arabic),
    }
}
