//! Articles of any number, put together from real sentences with the real spread of lengths.
//!
//! The public sets beside the repository where they are, the starter articles else. The same
//! articles at every run: the dice are seeded.

use std::path::Path;

use knowledge_base::Article;
use knowledge_base::eval::judged;
use knowledge_base::import::import;

/// Documents and questions.
pub(crate) struct Corpus {
    /// What the sentences are from.
    pub(crate) from: String,
    pub(crate) articles: Vec<Article>,
    /// Whole questions.
    pub(crate) questions: Vec<String>,
    /// Each of them cut at 25, 50, 75 and 100 %.
    pub(crate) cuts: Vec<String>,
}

/// Language, sets of documents, sets of questions.
const SETS: [(&str, &[&str]); 5] = [
    ("en", &["en-abcd", "en-banking77", "en-byggfaq", "en-covidfaq", "en-xquad", "type-en"]),
    ("sv", &["sv-alchemy", "sv-byggfaq", "sv-swefaq"]),
    ("zh-Hans", &["zhcn-alchemy", "zhcn-cmrc", "zhcn-xquad"]),
    ("zh-Hant", &["zhtw-alchemy", "zhtw-drcd"]),
    ("ar", &["ar-alchemy", "ar-arcd", "ar-banking77-msa", "ar-xquad"]),
];
/// Questions of each language.
const QUESTIONS: usize = 80;

impl Corpus {
    pub(crate) fn of(size: usize) -> Corpus {
        // From whichever package measures with it.
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base");
        let data = here.join("../../shared/data/search");
        let mut dice = fastrand::Rng::with_seed(2041);
        let mut corpus = Corpus {
            from: "public question sets".into(),
            articles: Vec::with_capacity(size),
            questions: Vec::new(),
            cuts: Vec::new(),
        };
        if !data.is_dir() {
            corpus.from = "the starter articles".into();
        }
        for (n, (lang, sets)) in SETS.iter().enumerate() {
            let mut read: Vec<Article> = Vec::new();
            let mut questions: Vec<String> = Vec::new();
            for set in *sets {
                let folder = data.join(set);
                if let Ok(import) = import(&folder.join("documents.jsonl")) {
                    read.extend(import.articles);
                }
                if let Ok(judged) = judged(&folder.join("queries.jsonl")) {
                    questions.extend(judged.into_iter().map(|question| question.text));
                }
            }
            if read.is_empty() {
                read = import(&here.join("articles")).expect("the starter articles").articles;
                read.retain(|article| article.lang == *lang);
                let file = here.join(format!("tests/queries/{lang}.jsonl"));
                questions = judged(&file)
                    .expect("the starter questions")
                    .into_iter()
                    .map(|q| q.text)
                    .collect();
            }
            dice.shuffle(&mut questions);
            corpus.questions.extend(questions.into_iter().take(QUESTIONS));
            let share = size * (n + 1) / SETS.len() - size * n / SETS.len();
            corpus.fill(lang, &read, share, &mut dice);
        }
        for question in &corpus.questions {
            let letters: Vec<char> = question.chars().collect();
            for quarter in 1..=4 {
                let end = (letters.len() * quarter).div_ceil(4);
                corpus.cuts.push(letters[..end].iter().collect());
            }
        }
        dice.shuffle(&mut corpus.articles);
        corpus
    }

    fn fill(&mut self, lang: &str, read: &[Article], share: usize, dice: &mut fastrand::Rng) {
        let bodies: Vec<Vec<String>> =
            read.iter().map(|article| sentences(&article.body)).collect();
        let all: Vec<&String> = bodies.iter().flatten().collect();
        for n in 0..share {
            let long = bodies[dice.usize(..bodies.len())].len();
            let body: Vec<&str> =
                (0..long.max(1)).map(|_| all[dice.usize(..all.len())].as_str()).collect();
            // a real title while they last, then one sentence's beginning
            let title = match read.get(n) {
                Some(article) if !article.title.is_empty() => article.title.clone(),
                _ => all[dice.usize(..all.len())].chars().take(60).collect(),
            };
            self.articles.push(Article {
                id: format!("{lang}-{n}"),
                version: 1,
                lang: lang.into(),
                title,
                body: body.join(" "),
                ..Article::default()
            });
        }
    }
}

fn sentences(text: &str) -> Vec<String> {
    let ends = ['.', '!', '?', '。', '！', '？', '؟', '\n'];
    let pieces =
        text.split_inclusive(ends).map(str::trim).filter(|piece| piece.chars().count() > 3);
    pieces.map(str::to_owned).collect()
}

/// Questions that try to cost much.
pub(crate) fn hostile(corpus: &Corpus) -> Vec<String> {
    let mut words: std::collections::HashMap<&str, u32> = Default::default();
    for article in &corpus.articles {
        for word in article.body.split_whitespace() {
            *words.entry(word).or_default() += 1;
        }
    }
    let mut common: Vec<(&str, u32)> = words.into_iter().collect();
    common.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let commonest: Vec<&str> = common.iter().take(300).map(|(word, _)| *word).collect();
    let slips: Vec<String> = commonest.iter().map(|word| format!("{word}qx")).collect();
    let han: String = corpus
        .articles
        .iter()
        .filter(|a| a.lang.starts_with("zh"))
        .take(40)
        .map(|a| a.body.as_str())
        .collect();
    let arabic: String = corpus
        .articles
        .iter()
        .filter(|a| a.lang == "ar")
        .take(40)
        .map(|a| a.body.as_str())
        .collect();
    let whole: String = corpus.articles.iter().take(60).map(|a| a.body.as_str()).collect();
    let cut = |text: &str| text.chars().take(10_000).collect::<String>();
    vec![
        commonest.join(" "),
        slips.join(" "),
        cut(&han),
        cut(&arabic),
        cut(&whole),
        "x".repeat(10_000),
        "a ".repeat(5_000),
        "路".repeat(10_000),
        "的 是 在 了 ".repeat(2_000),
        "ﷺ".repeat(2_000),
        "e\u{301}".repeat(5_000),
        "👨‍👩‍👧‍👦".repeat(1_000),
        "\"the\" \"to\" \"and\" \"of\"".into(),
        "?!.,;:…—()[]{}".repeat(700),
        "e".into(),
        "的".into(),
        "ا".into(),
        "s".into(),
        "the to and of in is a for you".into(),
    ]
}
