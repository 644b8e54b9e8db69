//! Which articles answered a contact, as one number: that of their list.
//!
//! Most contacts were answered by none or by one, so there are few lists, and the number stands in the
//! covering index: figures by article read no record, and a correction, a merge or an erasure moves it with
//! the row. Promises: the same articles in any order are the same list. Only what the agent said had
//! answered it is in a list, not what was only opened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contact::{ArticleRef, ArticleRole, Contact};

use crate::Failure;
use crate::engine::Session;
use crate::tables::names::{self, Kind};

/// Bytes of a list: it is a key of the table of names. Beyond it are the last of many articles.
const MOST: usize = 1_000;

type Used<'a> = BTreeSet<(&'a str, u32)>;

/// The list of a contact; none where no article answered it.
pub(crate) fn list(contact: &Contact) -> Option<String> {
    written(&contact.articles)
}

fn written(articles: &[ArticleRef]) -> Option<String> {
    let used = articles.iter().filter(|article| article.role == ArticleRole::Used);
    let mut used: Used<'_> = used.map(|article| (article.id.as_str(), article.version)).collect();
    while !used.is_empty() {
        let text = serde_json::to_string(&used).ok()?;
        if text.len() <= MOST {
            return Some(text);
        }
        used.pop_last();
    }
    None
}

/// What figures by article need to know of the lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Lists {
    /// Groups of each list.
    pub(crate) groups: HashMap<i64, Vec<i64>>,
    /// Names of groups, by their number.
    pub(crate) names: Vec<String>,
}

impl Lists {
    /// All lists, in groups by article, or by its versions (`KB-2041@3`).
    pub(crate) fn of(session: &Session, versions: bool) -> Result<Lists, Failure> {
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        let mut lists = Lists::default();
        let mut all: Vec<(i64, String)> =
            names::all(session, Kind::Articles)?.into_iter().collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        for (list, text) in &all {
            let used: Vec<(String, u32)> = serde_json::from_str(text)
                .map_err(|_| Failure::Damaged("a list of articles cannot be read".into()))?;
            let mut groups = BTreeSet::new();
            for (id, version) in used {
                let name = if versions { format!("{id}@{version}") } else { id };
                let next = lists.names.len() as i64;
                let number = *numbers.entry(name.clone()).or_insert_with(|| {
                    lists.names.push(name);
                    next
                });
                groups.insert(number);
            }
            lists.groups.insert(*list, groups.into_iter().collect());
        }
        Ok(lists)
    }

    /// The lists that hold one of these articles, each named as a whole or by one version.
    pub(crate) fn with(session: &Session, asked: &[String]) -> Result<Vec<i64>, Failure> {
        let mut found = Vec::new();
        for versions in [false, true] {
            let lists = Lists::of(session, versions)?;
            let asked = |group: &i64| {
                let name = usize::try_from(*group).ok().and_then(|at| lists.names.get(at));
                name.is_some_and(|name| asked.contains(name))
            };
            let holds = lists.groups.iter().filter(|(_, groups)| groups.iter().any(asked));
            found.extend(holds.map(|(list, _)| *list));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, version: u32, role: ArticleRole) -> ArticleRef {
        ArticleRef {
            id: id.into(),
            version,
            lang: "sv".into(),
            role,
            query: None,
            steps: Vec::new(),
        }
    }

    #[test]
    fn a_list_is_what_answered_it_in_any_order_and_fits_its_key() {
        let (used, viewed) = (ArticleRole::Used, ArticleRole::Viewed);
        let one = [article("b", 2, used), article("a", 1, used), article("c", 1, viewed)];
        let other = [article("a", 1, used), article("b", 2, used), article("a", 1, used)];
        assert_eq!(written(&one).as_deref(), Some(r#"[["a",1],["b",2]]"#));
        assert_eq!(written(&one), written(&other));
        assert_eq!(written(&one[2..]), None);
        let many: Vec<ArticleRef> =
            (0..200).map(|n| article(&format!("KB-{n}\0"), n, used)).collect();
        let text = written(&many).unwrap();
        assert!(text.len() <= MOST && !text.contains('\0'), "{text}");
        assert_eq!(written(&[article(&"x".repeat(2_000), 1, used)]), None);
    }
}
