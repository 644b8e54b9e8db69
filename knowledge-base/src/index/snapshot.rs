//! A state of the index that does not change while it is read.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::directory::MmapDirectory;
use tantivy::schema::Value;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{DocAddress, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

use super::fields::{Fields, LINES, Lines};
use super::generation::{add, commit};
use super::ledger::{FORMAT, Ledger, Manifest};
use crate::history::History;
use crate::passage::{Page, Pages};
use crate::rank::{Sheet, Vocabulary};
use crate::{Article, IndexError, IndexErrorKind, Key};

/// Memory for tantivy while updating, bytes: the least it takes.
const UPDATE_MEMORY: usize = 16 << 20;

/// What a search reads.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) manifest: Manifest,
    pub(crate) vocabulary: Vocabulary,
    /// Articles that were hits before.
    pages: Pages,
    /// Memory of searches that are over, for the next ones.
    sheets: Mutex<Vec<Sheet>>,
    path: PathBuf,
    index: tantivy::Index,
}

impl Snapshot {
    /// Opens a generation after comparing every file with its checksum.
    pub(crate) fn open(path: &Path) -> Result<Snapshot, IndexError> {
        let index = open_index(path)?;
        let broken = index.validate_checksum().map_err(|e| IndexError::reading(path, &e))?;
        if !broken.is_empty() {
            return Err(IndexError::new(
                IndexErrorKind::Damaged,
                path,
                format!("{} files of the index are damaged; build it again", broken.len()),
            ));
        }
        Snapshot::read(path, index)
    }

    /// Opens a generation this process has just written or has open already.
    pub(crate) fn open_unchecked(path: &Path) -> Result<Snapshot, IndexError> {
        Snapshot::read(path, open_index(path)?)
    }

    /// A new, empty tantivy index.
    pub(crate) fn create(path: &Path, fields: &Fields) -> Result<tantivy::Index, IndexError> {
        let mut index = tantivy::Index::create_in_dir(path, fields.schema.clone())
            .map_err(|error| IndexError::writing(path, &error))?;
        index.set_tokenizers(tokenizers());
        Ok(index)
    }

    fn read(path: &Path, index: tantivy::Index) -> Result<Snapshot, IndexError> {
        let wrong = |error: TantivyError| IndexError::reading(path, &error);
        let fields = Fields::new();
        let payload = index.load_metas().map_err(wrong)?.payload;
        let manifest: Option<Manifest> =
            payload.as_deref().and_then(|payload| serde_json::from_str(payload).ok());
        let Some(manifest) = manifest else {
            return Err(IndexError::new(
                IndexErrorKind::Damaged,
                path,
                "the index does not say what it holds; build it again",
            ));
        };
        if manifest.format != FORMAT || index.schema() != fields.schema {
            return Err(IndexError::new(
                IndexErrorKind::Outdated,
                path,
                "the index was made by another version of this program; build it again",
            ));
        }
        let reader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(wrong)?;
        let searcher = reader.searcher();
        if searcher.num_docs() != u64::from(manifest.articles) {
            return Err(IndexError::new(
                IndexErrorKind::Damaged,
                path,
                "the index does not hold what it says; build it again",
            ));
        }
        let vocabulary = Vocabulary::read(&searcher, &fields)
            .map_err(|error| wrong(TantivyError::from(error)))?;
        let (pages, sheets, path) = (Pages::default(), Mutex::default(), path.to_owned());
        Ok(Snapshot { searcher, fields, manifest, vocabulary, pages, sheets, path, index })
    }

    /// Memory for one search.
    pub(crate) fn sheet(&self) -> Sheet {
        self.sheets.lock().ok().and_then(|mut sheets| sheets.pop()).unwrap_or_default()
    }

    /// Gives it back, clean.
    pub(crate) fn put_back(&self, sheet: Sheet) {
        if let Ok(mut sheets) = self.sheets.lock()
            && sheets.len() < 4
        {
            sheets.push(sheet);
        }
    }

    /// Commits a change on top of this state. What it changed is seen by snapshots read later.
    pub(crate) fn update(
        &self,
        articles: impl IntoIterator<Item = Article>,
        gone: &[Key],
        history: &History,
    ) -> Result<(), IndexError> {
        let wrong = |error: TantivyError| IndexError::writing(&self.path, &error);
        let mut writer: IndexWriter =
            self.index.writer_with_num_threads(1, UPDATE_MEMORY).map_err(wrong)?;
        let mut ledger = Ledger::of(&self.manifest);
        let replaced = RefCell::new(Vec::new());
        let before = |key: &Key| -> Result<Option<u32>, IndexError> {
            let old = self.article(key)?;
            let version = old.as_ref().map(|old| old.version);
            replaced.borrow_mut().extend(old);
            Ok(version)
        };
        for key in gone {
            if let Some(version) = ledger.version(key, before)? {
                writer.delete_term(self.fields.key_term(key));
                ledger.take(key.clone(), version);
            }
        }
        for article in articles {
            let key = article.key();
            if let Some(version) = ledger.version(&key, before)? {
                writer.delete_term(self.fields.key_term(&key));
                ledger.take(key.clone(), version);
            }
            add(&writer, &self.fields, &article, &self.path)?;
            ledger.put(key, article.version);
        }
        let mut replaced = replaced.into_inner();
        replaced
            .retain(|old| !matches!(ledger.touched(&old.key()), Some(Some(v)) if v == old.version));
        history.keep(&replaced)?;
        commit(&mut writer, &ledger, &self.path)?;
        writer.wait_merging_threads().map_err(wrong)
    }

    pub(crate) fn article(&self, key: &Key) -> Result<Option<Article>, IndexError> {
        match self.place(key).map_err(|error| self.unreadable(&error))? {
            Some(at) => self.stored(at).map(Some),
            None => Ok(None),
        }
    }

    /// Where the article of this very language is.
    pub(crate) fn place(&self, key: &Key) -> tantivy::Result<Option<DocAddress>> {
        let term = self.fields.key_term(key);
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(self.fields.key)?;
            let option = tantivy::schema::IndexRecordOption::Basic;
            let Some(mut postings) = inverted.read_postings(&term, option)? else { continue };
            if let Some(doc) = live(reader, &mut postings) {
                return Ok(Some(DocAddress::new(segment as u32, doc)));
            }
        }
        Ok(None)
    }

    /// The article of a document.
    pub(crate) fn stored(&self, at: DocAddress) -> Result<Article, IndexError> {
        let doc: TantivyDocument =
            self.searcher.doc(at).map_err(|error| self.unreadable(&error))?;
        let json = doc.get_first(self.fields.article).and_then(|value| value.as_str());
        json.and_then(|json| serde_json::from_str(json).ok()).ok_or_else(|| {
            IndexError::new(
                IndexErrorKind::Damaged,
                &self.path,
                "an article of the index cannot be read; build it again",
            )
        })
    }

    /// The same cut into lines, as a hit shows it.
    pub(crate) fn page(&self, at: DocAddress) -> Result<Arc<Page>, IndexError> {
        self.pages.get(at, || self.stored(at))
    }

    pub(crate) fn unreadable(&self, error: &TantivyError) -> IndexError {
        IndexError::reading(&self.path, error)
    }
}

fn live(reader: &tantivy::SegmentReader, postings: &mut impl tantivy::DocSet) -> Option<u32> {
    while postings.doc() != tantivy::TERMINATED {
        if !reader.is_deleted(postings.doc()) {
            return Some(postings.doc());
        }
        postings.advance();
    }
    None
}

fn open_index(path: &Path) -> Result<tantivy::Index, IndexError> {
    let wrong = |error: TantivyError| IndexError::reading(path, &error);
    let directory = MmapDirectory::open(path)
        .map_err(|error| wrong(TantivyError::OpenDirectoryError(error)))?;
    let mut index = tantivy::Index::open(directory).map_err(wrong)?;
    index.set_tokenizers(tokenizers());
    Ok(index)
}

fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(LINES, Lines::default());
    tokenizers
}
