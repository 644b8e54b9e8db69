//! The project's own judged queries over the starter articles, in every language.

use std::path::Path;

use knowledge_base::eval::{Judged, judged};
use knowledge_base::import::import;
use knowledge_base::{Article, Synonyms};

use crate::{ENGINES, Engines, head, line, short};

const LANGS: [&str; 5] = ["en", "sv", "zh-Hans", "zh-Hant", "ar"];

pub(crate) fn all(here: &Path, work: &Path) {
    let articles = import(&here.join("articles")).unwrap().articles;
    let synonyms = std::fs::read_to_string(here.join("codes/synonyms.toml")).unwrap();
    let synonyms = Synonyms::parse(&synonyms).unwrap();
    println!("\n## Our own judged queries over the starter articles, R@3 / MRR@10\n");
    let mut names = vec!["language", "asked", "questions"];
    names.extend(ENGINES);
    head(&names);
    for lang in LANGS {
        let questions = judged(&here.join(format!("tests/queries/{lang}.jsonl"))).unwrap();
        let questions: Vec<&Judged> = questions.iter().collect();
        // the others know no languages: each has only the articles of this one
        let own: Vec<Article> =
            articles.iter().filter(|article| article.lang == lang).cloned().collect();
        let engines = Engines::of(own, &work.join(lang));
        let ours = Engines::of(articles.clone(), &work.join(format!("all-{lang}")));
        ours.index.set_synonyms(synonyms.clone()).unwrap();
        for (typing, asked) in [(false, "whole"), (true, "as while typing")] {
            let mut figures = engines.measure(&questions, typing, Some(lang));
            figures[0] = ours.measure(&questions, typing, Some(lang))[0];
            let mut cells = vec![lang.to_owned(), asked.to_owned(), questions.len().to_string()];
            cells.extend(figures.iter().map(|f| format!("{} / {}", short(f.r3), short(f.mrr10))));
            line(&cells);
        }
    }
}
