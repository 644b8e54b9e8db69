//! What articles are called, for whoever reads of them by their numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;
use crate::engine::Session;
use crate::tables::feed::{self, Scope};

/// Where an article is not there in the language that was asked for, it is called what it is in the first
/// of these.
const LANGS: [&str; 5] = ["en", "sv", "zh-Hans", "zh-Hant", "ar"];

/// What an article is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, TS, JsonSchema)]
pub struct Titled {
    /// The article.
    pub article: String,
    /// The language of the title.
    pub lang: String,
    /// As its authors have it.
    pub title: String,
}

/// Of an article nothing else is read.
#[derive(Deserialize)]
struct Headed {
    title: String,
}

/// The titles of these articles in a language, or in another where they have none in it; of those that
/// the store does not know there is none.
pub(crate) fn titles(
    session: &Session,
    lang: &str,
    articles: &[String],
) -> Result<Vec<Titled>, Failure> {
    let mut all = Vec::with_capacity(articles.len());
    for article in articles {
        let others = LANGS.into_iter().filter(|other| *other != lang);
        for lang in std::iter::once(lang).chain(others) {
            let item = format!("{article}/{lang}");
            let Some(body) = feed::body(session, Scope::Articles, &item)? else { continue };
            // What has no title is shown by its number.
            if let Ok(Headed { title }) = serde_json::from_str(&body) {
                all.push(Titled { article: article.clone(), lang: lang.to_owned(), title });
                break;
            }
        }
    }
    Ok(all)
}
