//! One small index for a whole run: a question costs a fraction of a millisecond in it, so that many
//! are tried.

use std::path::Path;
use std::sync::OnceLock;

use knowledge_base::import::import;
use knowledge_base::{Index, Synonyms};

/// Some starter articles in every language, with the starter synonyms.
pub fn index() -> &'static Index {
    static INDEX: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();
    &INDEX
        .get_or_init(|| {
            let dir = tempfile::tempdir().unwrap();
            let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base");
            let mut articles = import(&base.join("articles")).unwrap().articles;
            articles.sort_by(|a, b| (&a.id, &a.lang).cmp(&(&b.id, &b.lang)));
            articles.truncate(25);
            let index = Index::create(dir.path(), articles, |_| {}).unwrap();
            let synonyms = std::fs::read_to_string(base.join("codes/synonyms.toml")).unwrap();
            index.set_synonyms(Synonyms::parse(&synonyms).unwrap()).unwrap();
            (dir, index)
        })
        .1
}
