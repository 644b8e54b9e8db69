//! The fields of the index, and how an article becomes a document.
//!
//! The tokens are made by `analysis` before tantivy sees them: each field gets them in one
//! string, one to a line, and the field's tokenizer only takes the lines apart.

use std::collections::BTreeSet;

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

use crate::analysis::{
    Script, Stemming, bare_tokens, codes, grams, letters, letters_by_character, own_codes, runs,
    start_text, stem_pairs, stem_tokens,
};
use crate::{Article, Audience, Key, See, State, passage, weights};

/// A token nobody can ask for.
const FILLING: &str = "\u{1}";

/// The name under which [`Lines`] is registered.
pub(crate) const LINES: &str = "lines";

/// Handles to the fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// `id/lang`, to find a document again.
    pub(crate) key: Field,
    /// The article as JSON.
    pub(crate) article: Field,
    pub(crate) id: Field,
    pub(crate) lang: Field,
    /// See [`gate`].
    pub(crate) gate: Field,
    pub(crate) products: Field,
    pub(crate) title_w: Field,
    pub(crate) keywords_w: Field,
    pub(crate) body_w: Field,
    pub(crate) grams: Field,
    /// Neighbouring stems, title twice.
    pub(crate) pairs: Field,
    pub(crate) title_t: Field,
    pub(crate) keywords_t: Field,
    pub(crate) body_t: Field,
    pub(crate) title_edge: Field,
    pub(crate) title_start: Field,
    /// Words of titles and keywords with their accents, for suggestions of spelling.
    pub(crate) surface: Field,
    /// Codes, each after a letter that says where it stands: own, title, body, prefix of own.
    pub(crate) code: Field,
}

impl Fields {
    pub(crate) fn new() -> Fields {
        let mut schema = Schema::builder();
        let lines = |record, norms| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(LINES)
                    .set_index_option(record)
                    .set_fieldnorms(norms),
            )
        };
        let counted = lines(IndexRecordOption::WithFreqs, true);
        let plain = lines(IndexRecordOption::Basic, false);
        let fast = TextOptions::default().set_fast("raw");
        let key = schema.add_text_field("key", STRING);
        let article = schema.add_text_field("article", STORED);
        let id = schema.add_text_field("id", fast.clone());
        let lang = schema.add_text_field("lang", fast);
        let gate = schema.add_u64_field("gate", FAST);
        let products = schema.add_text_field("products", plain.clone());
        let title_w = schema.add_text_field("title_w", counted.clone());
        let keywords_w = schema.add_text_field("keywords_w", counted.clone());
        let body_w = schema.add_text_field("body_w", counted.clone());
        let grams = schema.add_text_field("grams", counted.clone());
        let pairs = schema.add_text_field("pairs", counted.clone());
        let title_t = schema.add_text_field("title_t", counted.clone());
        let keywords_t = schema.add_text_field("keywords_t", counted.clone());
        let body_t = schema.add_text_field("body_t", counted.clone());
        let title_edge = schema.add_text_field("title_edge", counted.clone());
        let title_start = schema.add_text_field("title_start", counted);
        let surface = schema.add_text_field("surface", plain.clone());
        let code = schema.add_text_field("code", plain);
        Fields {
            schema: schema.build(),
            key,
            article,
            id,
            lang,
            gate,
            products,
            title_w,
            keywords_w,
            body_w,
            grams,
            pairs,
            title_t,
            keywords_t,
            body_t,
            title_edge,
            title_start,
            surface,
            code,
        }
    }

    pub(crate) fn key_term(&self, key: &Key) -> Term {
        Term::from_field_text(self.key, &key.to_string())
    }

    /// The document of an article.
    pub(crate) fn document(&self, article: &Article) -> serde_json::Result<TantivyDocument> {
        let stemming = Stemming::of(&article.lang);
        let mut doc = TantivyDocument::default();
        doc.add_text(self.key, article.key().to_string());
        doc.add_text(self.article, serde_json::to_string(article)?);
        doc.add_text(self.id, &article.id);
        doc.add_text(self.lang, &article.lang);
        doc.add_u64(self.gate, gate(article));
        let products: Vec<&str> = if article.products.is_empty() {
            vec![""]
        } else {
            article.products.iter().map(String::as_str).collect()
        };
        doc.add_text(self.products, lines(products.iter().map(|p| format!("={p}"))));

        let body = passage::plain_body(article);
        let words = article.keywords.join("\n");
        let parts = [article.title.as_str(), &words, &body].map(letters);
        let [title, keywords, body] = [runs(&parts[0]), runs(&parts[1]), runs(&parts[2])];
        for (runs, stems, bares) in [
            (&title, self.title_w, self.title_t),
            (&keywords, self.keywords_w, self.keywords_t),
            (&body, self.body_w, self.body_t),
        ] {
            doc.add_text(stems, lines(stem_tokens(runs, &stemming).into_iter().map(|t| t.text)));
            doc.add_text(bares, lines(bare_tokens(runs).into_iter().map(|t| t.text)));
        }
        let title_grams = || grams(&title).into_iter().chain(grams(&keywords));
        let groups = title_grams().chain(grams(&title)).chain(grams(&body));
        doc.add_text(self.grams, lines(groups.map(|(text, _)| text)));

        let places = [&title, &title, &keywords, &body];
        let neighbours = places.into_iter().flat_map(|runs| stem_pairs(runs, &stemming));
        doc.add_text(self.pairs, lines(neighbours));

        // half a Chinese phrase is typed before it is the phrase that is converted as a whole
        let single = [article.title.as_str(), &words].map(letters_by_character);
        let differs = single[0] != parts[0] || single[1] != parts[1];
        let [single_title, single_keywords] = [runs(&single[0]), runs(&single[1])];
        let mut edged = bare_tokens(&title);
        edged.extend(bare_tokens(&keywords));
        if differs {
            for (runs, field) in
                [(&single_title, self.title_t), (&single_keywords, self.keywords_t)]
            {
                let mut more = bare_tokens(runs);
                more.retain(|token| !edged.iter().any(|known| known.text == token.text));
                doc.add_text(field, lines(more.iter().map(|token| token.text.clone())));
                edged.extend(more);
            }
        }
        let mut edges = String::new();
        for token in &edged {
            let mut edge = String::new();
            for c in token.text.chars().take(weights::EDGE) {
                edge.push(c);
                line(&mut edges, &edge);
            }
        }
        // the last character of a run begins no pair, and is typed on its own all the same
        for run in title
            .iter()
            .chain(&single_title)
            .filter(|run| matches!(run.script, Script::Han | Script::Pairs))
        {
            if let [_, .., last] = run.letters {
                line(&mut edges, last.c.encode_utf8(&mut [0; 4]));
            }
        }
        doc.add_text(self.title_edge, edges);

        let mut starts = BTreeSet::new();
        for title in [Some(&title), differs.then_some(&single_title)].into_iter().flatten() {
            let whole = start_text(title, *weights::START.end());
            let ends = whole.char_indices().map(|(i, c)| i + c.len_utf8()).enumerate();
            for (_, end) in ends.filter(|(n, _)| weights::START.contains(&(n + 1))) {
                starts.insert(whole[..end].trim_end().to_owned());
            }
        }
        // as many tokens as the title has letters, so that the field's length is the title's
        let long = start_text(&title, usize::MAX).chars().count();
        let filling = std::iter::repeat_n(FILLING.to_owned(), long.saturating_sub(starts.len()));
        let starts = lines(starts.into_iter().chain(filling));
        doc.add_text(self.title_start, starts);

        // spellings are offered to everybody: none from what not everybody may see
        let open = See::default().allows(article, None);
        let surface = title.iter().chain(&keywords).filter(|_| open);
        let spelled = surface.filter(|run| matches!(run.script, Script::Word | Script::Arabic));
        doc.add_text(self.surface, lines(spelled.map(|run| run.text())));
        doc.add_text(self.code, self.codes(article, &parts));
        Ok(doc)
    }

    fn codes(&self, article: &Article, parts: &[Vec<crate::analysis::Letter>; 3]) -> String {
        let mut out = String::new();
        let mut own = own_codes(&article.id);
        for code in &article.codes {
            own.extend(own_codes(code));
        }
        for code in own {
            line(&mut out, &format!("o{code}"));
            for (end, _) in code.char_indices().skip(2) {
                line(&mut out, &format!("p{}", &code[..end]));
            }
        }
        for code in codes(&parts[0]).into_iter().chain(codes(&parts[1])) {
            line(&mut out, &format!("t{code}"));
        }
        for code in codes(&parts[2]) {
            line(&mut out, &format!("b{code}"));
        }
        out
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn lines(tokens: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for token in tokens {
        line(&mut out, &token);
    }
    out
}

/// What decides whether an article may be shown, in one number: state in bits 0 and 1, audience
/// in 2 and 3, the last valid day as `YYYYMMDD` from bit 8.
pub(crate) fn gate(article: &Article) -> u64 {
    let state = match article.state {
        State::Draft => 0,
        State::Unvalidated => 1,
        State::Validated => 2,
        State::Archived => 3,
    };
    let audience = match article.audience {
        Audience::Agent => 0,
        Audience::Customer => 1,
        Audience::Restricted => 2,
    };
    let until = article.valid_until.as_deref().and_then(day).unwrap_or(u64::from(u32::MAX));
    state | audience << 2 | until << 8
}

/// `2026-11-21` as 20261121; none for anything else.
pub(crate) fn day(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let form = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    if !form {
        return None;
    }
    text.replace('-', "").parse().ok().filter(|day| (10_000..=99_999_999).contains(day))
}

/// Takes a string of lines apart; each line is a token, however long.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    token: Token,
}

pub(crate) struct LineStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Lines {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        self.token.reset();
        LineStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((line, rest)) = self.rest.split_once('\n') {
            self.rest = rest;
            if !line.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(line);
                self.token.position = self.token.position.wrapping_add(1);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
