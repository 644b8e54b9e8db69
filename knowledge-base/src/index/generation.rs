//! Generations on disk: which one serves, building the next, swapping it in.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tantivy::IndexWriter;

use super::ledger::Ledger;
use super::{Fields, Progress, Snapshot};
use crate::{Article, IndexError, IndexErrorKind};

const CURRENT: &str = "current";
const PREFIX: &str = "gen-";
/// Memory for tantivy while building, bytes. More makes fewer, larger segments.
const BUILD_MEMORY: usize = 96 << 20;
/// Articles handed to a thread at once.
const BATCH: usize = 64;

/// The folder of the generation that serves.
pub(crate) fn current(dir: &Path) -> Result<PathBuf, IndexError> {
    let name = match fs::read_to_string(dir.join(CURRENT)) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(IndexError::new(IndexErrorKind::Missing, dir, "there is no index here"));
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(damaged(dir, "the index does not say which part of it serves"));
        }
        Err(error) => return Err(IndexError::io(dir, "the index cannot be read", &error)),
    };
    let name = name.trim_end();
    if number(name).is_none() {
        return Err(damaged(dir, "the index does not say which part of it serves"));
    }
    let made = dir.join(name);
    if !made.is_dir() {
        return Err(damaged(dir, "the part of the index that serves is gone"));
    }
    Ok(made)
}

fn damaged(dir: &Path, what: &str) -> IndexError {
    IndexError::new(IndexErrorKind::Damaged, dir, format!("{what}; build it again"))
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

/// Keeps other processes from updating until it is dropped.
pub(crate) fn lock(dir: &Path) -> Result<File, IndexError> {
    let write = |error: io::Error| IndexError::io(dir, "the index cannot be written", &error);
    fs::create_dir_all(dir).map_err(write)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join("lock"))
        .map_err(write)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexError::new(
            IndexErrorKind::Busy,
            dir,
            "another process is updating the index; search goes on, update it later",
        )),
        Err(TryLockError::Error(error)) => Err(write(error)),
    }
}

fn generations(dir: &Path) -> Vec<(u64, PathBuf)> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path())))
        .collect()
}

/// Builds the next generation and gives its folder; nothing serves from it yet.
pub(crate) fn build(
    dir: &Path,
    articles: impl IntoIterator<Item = Article>,
    mut progress: impl FnMut(Progress),
) -> Result<PathBuf, IndexError> {
    // what a killed build left; the serving one stays
    let serving = current(dir).ok();
    for (_, old) in generations(dir).into_iter().filter(|(_, old)| Some(old) != serving.as_ref()) {
        // on Windows a file still mapped by another process cannot go: next time
        let _ = fs::remove_dir_all(old);
    }
    let next = generations(dir).iter().map(|(n, _)| n + 1).max().unwrap_or(1);
    let made = dir.join(format!("{PREFIX}{next}"));
    let io = |error: io::Error| IndexError::io(dir, "the index cannot be written", &error);
    fs::create_dir_all(&made).map_err(io)?;
    match fill(&made, articles, &mut progress) {
        Ok(()) => Ok(made),
        Err(error) => {
            let _ = fs::remove_dir_all(&made);
            Err(error)
        }
    }
}

fn fill(
    made: &Path,
    articles: impl IntoIterator<Item = Article>,
    progress: &mut impl FnMut(Progress),
) -> Result<(), IndexError> {
    let wrong = |error: tantivy::TantivyError| IndexError::writing(made, &error);
    let fields = Fields::new();
    let index = Snapshot::create(made, &fields)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, BUILD_MEMORY).map_err(wrong)?;
    let mut ledger = Ledger::default();
    let mut again: Vec<Article> = Vec::new();
    let mut count = 0;
    let failed: Mutex<Option<IndexError>> = Mutex::new(None);
    let threads = thread::available_parallelism().map_or(1, |n| n.get().min(8));
    thread::scope(|scope| {
        let (send, receive) = sync_channel::<Vec<Article>>(threads);
        // owned by the threads alone: if all of them end, sending ends too
        let receive = Arc::new(Mutex::new(receive));
        let (writer, fields, failed) = (&writer, &fields, &failed);
        for _ in 0..threads {
            let receive = Arc::clone(&receive);
            scope.spawn(move || {
                loop {
                    let batch = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(batch) = batch else { return };
                    for article in &batch {
                        let added = add(writer, fields, article, made);
                        if let (Err(error), Ok(mut failed)) = (added, failed.lock()) {
                            failed.get_or_insert(error);
                        }
                    }
                }
            });
        }
        let mut batch = Vec::with_capacity(BATCH);
        drop(receive);
        for article in articles {
            let key = article.key();
            let held = ledger.version(&key, |_| Ok::<_, ()>(None)).ok().flatten();
            if let Some(version) = held {
                // the threads work in no order: what replaces another waits until they are done
                ledger.take(key.clone(), version);
                ledger.put(key, article.version);
                again.push(article);
                continue;
            }
            ledger.put(key, article.version);
            batch.push(article);
            count += 1;
            if batch.len() == BATCH {
                if send.send(std::mem::take(&mut batch)).is_err() {
                    break;
                }
                progress(Progress { articles: count });
                if failed.lock().is_ok_and(|failed| failed.is_some()) {
                    break;
                }
            }
        }
        let _ = send.send(batch);
        drop(send);
    });
    progress(Progress { articles: count });
    if let Ok(Some(error)) = failed.into_inner() {
        return Err(error);
    }
    for article in &again {
        writer.delete_term(fields.key_term(&article.key()));
        add(&writer, &fields, article, made)?;
    }
    commit(&mut writer, &ledger, made)?;
    writer.wait_merging_threads().map_err(wrong)
}

pub(crate) fn add(
    writer: &IndexWriter,
    fields: &Fields,
    article: &Article,
    path: &Path,
) -> Result<(), IndexError> {
    let document = fields.document(article).map_err(|error| {
        IndexError::new(IndexErrorKind::Io, path, format!("an article cannot be kept ({error})"))
    })?;
    writer.add_document(document).map_err(|error| IndexError::writing(path, &error))?;
    Ok(())
}

pub(crate) fn commit(
    writer: &mut IndexWriter,
    ledger: &Ledger,
    path: &Path,
) -> Result<(), IndexError> {
    let wrong = |error: tantivy::TantivyError| IndexError::writing(path, &error);
    let manifest = serde_json::to_string(&ledger.manifest()).map_err(|error| {
        IndexError::new(IndexErrorKind::Io, path, format!("no manifest ({error})"))
    })?;
    let mut prepared = writer.prepare_commit().map_err(wrong)?;
    prepared.set_payload(&manifest);
    prepared.commit().map_err(wrong)?;
    Ok(())
}

/// Makes a generation the serving one, and clears away the others.
pub(crate) fn swap(dir: &Path, made: &Path) -> Result<(), IndexError> {
    let io =
        |error: io::Error| IndexError::io(dir, "the new index could not be put in place", &error);
    let name = made.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let next = dir.join("current.next");
    let mut file = File::create(&next).map_err(io)?;
    writeln!(file, "{name}").and_then(|()| file.sync_all()).map_err(io)?;
    drop(file);
    fs::rename(&next, dir.join(CURRENT)).map_err(io)?;
    // the rename must outlive a power cut before the old generation goes; Windows has no such call
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
    for (_, old) in generations(dir).into_iter().filter(|(_, old)| old != made) {
        let _ = fs::remove_dir_all(old);
    }
    Ok(())
}
