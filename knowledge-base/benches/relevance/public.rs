//! The public question sets and transcripts.

use std::collections::BTreeMap;
use std::path::Path;

use knowledge_base::eval::{Figures, Judged, group, judged, mean, tell, transcripts as read};
use knowledge_base::import::import;
use knowledge_base::{Index, Numbers};

use crate::{ENGINES, Engines, head, line, short};

const GROUPS: [&str; 6] = ["en", "zh", "across scripts", "ar", "sv", "across languages"];

/// Best figures of the study's other engines (design of November 2026; not from this run), MRR@10.
const STUDY: [(&str, [&str; 5]); 6] = [
    ("Lucene 8.7, the language's analyser", [".751", ".834", ".275", ".694", ".556"]),
    ("Whoosh, the language's analyser", [".756", "-", "-", ".711", ".555"]),
    ("Xapian, stemmed or n-grams", [".720", ".828", ".333", ".695", ".540"]),
    ("lunr", [".739", "-", "-", ".698", ".551"]),
    ("MiniSearch (zh: pairs)", [".695", ".818", ".255", ".626", ".466"]),
    ("PostgreSQL 15 (zh: pairs)", [".642", ".577", ".100", ".451", ".338"]),
];

/// Whole questions and typing, all engines.
pub(crate) fn search(data: &Path, work: &Path) {
    let mut sets: Vec<String> = std::fs::read_dir(data)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().join("queries.jsonl").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    sets.sort();
    let mut whole: Vec<(String, Vec<Figures>)> = Vec::new();
    let mut typed: Vec<(String, Vec<Figures>)> = Vec::new();
    for set in &sets {
        eprintln!("{set}");
        let articles = import(&data.join(set).join("documents.jsonl")).unwrap().articles;
        let folder = work.join(set);
        let engines = Engines::of(articles, &folder);
        let questions = judged(&data.join(set).join("queries.jsonl")).unwrap();
        if let Some(lang) = set.strip_prefix("type-") {
            let mut parts: BTreeMap<(bool, u32), Vec<&Judged>> = BTreeMap::new();
            for question in &questions {
                let part = (question.slip, question.share.unwrap_or(100));
                parts.entry(part).or_default().push(question);
            }
            for ((slip, share), questions) in parts {
                let slip = if slip { ", slip" } else { "" };
                let figures = engines.measure(&questions, true, None);
                typed.push((format!("{lang} {share} %{slip}"), figures));
            }
        } else {
            let all: Vec<&Judged> = questions.iter().collect();
            whole.push((set.clone(), engines.measure(&all, false, None)));
        }
        drop(engines);
        // the sets together are some hundred megabytes
        let _ = std::fs::remove_dir_all(&folder);
    }

    println!("\n## Whole questions, mean MRR@10 over a language's sets\n");
    head(&["engine", "en", "zh", "across scripts", "ar", "sv", "across languages"]);
    for (at, engine) in ENGINES.iter().enumerate() {
        let mut cells = vec![(*engine).to_owned()];
        for wanted in GROUPS {
            let of: Vec<Figures> = whole
                .iter()
                .filter(|(set, _)| group(set) == wanted)
                .map(|(_, figures)| figures[at])
                .collect();
            cells.push(short(mean(&of).mrr10));
        }
        line(&cells);
    }
    for (engine, figures) in STUDY {
        let mut cells = vec![format!("{engine} (study, not this run)")];
        cells.extend(figures.iter().map(|figure| (*figure).to_owned()));
        cells.push("-".to_owned());
        line(&cells);
    }

    println!("\n## Whole questions by set, this search\n");
    head(&["set", "questions", "R@1", "R@3", "R@10", "MRR@10", "best of the others here"]);
    for (set, figures) in &whole {
        let ours = figures[0];
        let best = figures[1..].iter().map(|f| f.mrr10).fold(0.0, f64::max);
        let mut cells = vec![set.clone(), ours.n.to_string()];
        cells.extend([ours.r1, ours.r3, ours.r10, ours.mrr10, best].map(short));
        line(&cells);
    }

    println!("\n## While typing, R@3\n");
    let mut names = vec!["title typed"];
    names.extend(ENGINES);
    head(&names);
    for (part, figures) in &typed {
        let mut cells = vec![part.clone()];
        cells.extend(figures.iter().map(|figures| short(figures.r3)));
        line(&cells);
    }
}

/// Best figure of each column of the study's plain ways: R@1, R@3, AUC, shown wrongly.
const PLAIN: [(&str, [&str; 4]); 4] = [
    ("abcd-en", [".274", ".512", "-", "-"]),
    ("dstc10-spoken-en", [".250", ".404", ".752", "-"]),
    ("dstc11-faq-en", [".331", ".466", ".698", "-"]),
    ("multidogo-en", [".825", ".957", ".903", ".12"]),
];

/// Live suggestion.
pub(crate) fn transcripts(data: &Path, work: &Path) {
    println!(
        "\n## Live suggestion, in brackets the best of the study's plain ways in that column\n"
    );
    head(&[
        "set",
        "moments with / without",
        "R@1",
        "R@3",
        "AUC of shown or not",
        "shown wrongly at 80 % kept",
        "as shipped: kept / shown wrongly",
        "confidence off by",
    ]);
    for (set, plain) in PLAIN {
        let folder = data.join(set);
        if !folder.is_dir() {
            continue;
        }
        let articles = import(&folder.join("documents.jsonl")).unwrap().articles;
        let index = Index::create(work.join(set), articles, |_| {}).unwrap();
        let told = read(&folder.join("transcripts.jsonl")).unwrap();
        let told = tell(&index, &told, None, Numbers::shipped()).unwrap();
        let some = |figure: Option<f64>| figure.map_or("-".to_owned(), short);
        let beside = |figure: String, plain: &str| format!("{figure} ({plain})");
        line(&[
            set.to_owned(),
            format!("{} / {}", told.with, told.without),
            beside(short(told.r1), plain[0]),
            beside(short(told.r3), plain[1]),
            beside(some(told.auc), plain[2]),
            beside(some(told.wrongly), plain[3]),
            format!("{} / {}", short(told.kept), some(told.shown)),
            short(told.off),
        ]);
    }
}
