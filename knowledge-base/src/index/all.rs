//! Every article of an index, one after the other: what an export asks.

use std::sync::Arc;

use tantivy::DocAddress;

use super::{Index, Snapshot};
use crate::{Article, IndexError};

impl Index {
    /// All articles as they were indexed, in no order that means anything, as of now: updates
    /// made meanwhile are not seen.
    ///
    /// # Errors
    /// Of each article: `Damaged` if its text cannot be read.
    pub fn articles(&self) -> impl Iterator<Item = Result<Article, IndexError>> + use<> {
        let snapshot: Arc<Snapshot> = self.snapshot.load_full();
        let segments = snapshot.searcher.segment_readers().len();
        (0..segments).flat_map(move |segment| {
            let snapshot = Arc::clone(&snapshot);
            let docs = snapshot.searcher.segment_readers()[segment].max_doc();
            (0..docs).filter_map(move |doc| {
                let deleted = snapshot.searcher.segment_readers()[segment].is_deleted(doc);
                (!deleted).then(|| snapshot.stored(DocAddress::new(segment as u32, doc)))
            })
        })
    }
}
