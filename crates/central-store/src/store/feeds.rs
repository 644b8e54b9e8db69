//! What the store tells desks of its own: articles, the centre's lists, team documents.
//!
//! Promises: a feed only grows; a change that changes nothing is none. Deliberately absent: where
//! articles come from (see `import`).

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use contact::Codes;
use contact::protocol::{FeedPage, team};

use super::Store;
use crate::Failure;
use crate::engine::Session;
use crate::tables::feed::{self, Heads, Scope};
use crate::titles::{self, Titled};

/// What a feed is to say from now on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edition {
    /// Items by name, each as JSON text.
    pub put: BTreeMap<String, String>,
    /// Items that are gone.
    pub remove: Vec<String>,
    /// Nothing but what is put stays.
    pub whole: bool,
}

impl Store {
    /// A page of a feed.
    ///
    /// # Errors
    /// [`contact::Code::StartOver`] when `after` is ahead of the feed.
    pub async fn feed(&self, scope: Scope, after: u64, limit: u16) -> Result<FeedPage, Failure> {
        let epoch = self.epoch();
        self.0.readers.read(move |c| feed::page(c, scope, after, limit, epoch)).await
    }

    /// What these articles are called in a language, or in another where they have none in it.
    pub async fn titles(
        &self,
        lang: String,
        articles: Vec<String>,
    ) -> Result<Vec<Titled>, Failure> {
        self.0.readers.read(move |c| titles::titles(c, &lang, &articles)).await
    }

    /// The newest numbers of the feeds.
    pub async fn heads(&self) -> Result<Heads, Failure> {
        self.0.readers.read(feed::heads).await
    }

    /// The centre's lists as they are now; none when there never were any.
    pub async fn codes(&self) -> Result<Option<Arc<Codes>>, Failure> {
        let head = feed::head_now(&self.0.readers, Scope::Codes).await?;
        {
            let known = self.0.codes.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0 == head {
                return Ok(known.1.clone());
            }
        }
        let codes = self.0.readers.read(feed::codes).await?.map(Arc::new);
        *self.0.codes.lock().unwrap_or_else(PoisonError::into_inner) = (head, codes.clone());
        Ok(codes)
    }

    /// Appends what changed in a feed; gives how many changes that were.
    pub async fn publish(&self, scope: Scope, edition: Edition) -> Result<usize, Failure> {
        let job = move |c: &Session| {
            let mut changes = 0;
            for (item, body) in &edition.put {
                changes += usize::from(feed::put(c, scope, item, body)?);
            }
            let mut gone = edition.remove.clone();
            if edition.whole {
                gone.extend(
                    feed::items(c, scope)?
                        .into_iter()
                        .filter(|known| !edition.put.contains_key(known))
                        // What the store itself makes is nobody's to take back.
                        .filter(|known| scope != Scope::Team || !known.starts_with(team::OWN)),
                );
            }
            for item in gone {
                changes += usize::from(feed::remove(c, scope, &item)?);
            }
            Ok(changes)
        };
        self.0.writer.write(job).await
    }
}
