//! Commands about other systems and about people: keys, imports by a mapping, who is one person, who
//! is erased, what is left out of the rate.

use std::fs::File;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use central_store::{Failure, ReviewState, Store, import};
use clap::Subcommand;
use contact::{ContactId, Customer};

/// Who is one person.
#[derive(Subcommand)]
pub(crate) enum People {
    /// List identities that may be one person, and the merges that were made
    List,
    /// Join the two of a proposal
    Join {
        /// The proposal's number
        id: u32,
        /// Who decides
        #[arg(long, value_name = "WHO")]
        by: String,
    },
    /// Keep the two of a proposal apart for good
    Apart {
        /// The proposal's number
        id: u32,
        /// Who decides
        #[arg(long, value_name = "WHO")]
        by: String,
    },
    /// Join two identities that are known to be one person; they are read from stdin, one a line
    Merge {
        /// Who says so
        #[arg(long, value_name = "WHO")]
        by: String,
    },
    /// Take a merge back, or part an identity that was joined by itself
    Part {
        /// The merge's number; left out, one identity is read from stdin
        id: Option<u32>,
        /// Who decides
        #[arg(long, value_name = "WHO")]
        by: String,
    },
}

/// What is left out of the rate.
#[derive(Subcommand)]
pub(crate) enum Exclusions {
    /// List requests: requested, approved, refused or all
    List {
        /// Which
        #[arg(default_value = "requested")]
        state: String,
    },
    /// Leave a contact out of the rate
    Approve {
        /// The contact
        contact: ContactId,
        /// Who reviews: somebody else than who asked for it or took the contact
        #[arg(long, value_name = "WHO")]
        by: String,
    },
    /// Keep it in
    Refuse {
        /// The contact
        contact: ContactId,
        /// Who reviews: somebody else than who asked for it or took the contact
        #[arg(long, value_name = "WHO")]
        by: String,
    },
}

/// Reads identities from stdin, one a line: as arguments they would stand in the shell's history.
fn identities() -> anyhow::Result<Vec<Customer>> {
    if std::io::stdin().is_terminal() {
        eprintln!(
            "Identities, one a line (telephone numbers with their country code), then Ctrl-D:"
        );
    }
    let lines = std::io::stdin().lock().lines();
    let lines: Vec<String> = lines.collect::<Result<_, _>>()?;
    let found = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    Ok(found.map(|line| Customer(line.to_owned())).collect())
}

pub(crate) async fn people(store: &Store, what: People) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    match what {
        People::List => out.write_all(store.people_listed().await?.as_bytes())?,
        People::Join { id, by } => eprintln!("{}", store.decide_told(id, true, &by).await?),
        People::Apart { id, by } => eprintln!("{}", store.decide_told(id, false, &by).await?),
        People::Merge { by } => {
            let identities = identities()?;
            let [kept, gone] = identities.as_slice() else {
                bail!("two identities are joined, one a line; there are {}", identities.len());
            };
            eprintln!("{}", store.merge_told(kept, gone, &by).await?);
        }
        People::Part { id: Some(id), by } => eprintln!("{}", store.part_told(id, &by).await?),
        People::Part { id: None, by } => {
            let identities = identities()?;
            let [own] = identities.as_slice() else {
                bail!("one identity is parted at a time; there are {}", identities.len());
            };
            eprintln!("{}", store.part_identity_told(own, &by).await?);
        }
    }
    Ok(())
}

pub(crate) async fn exclusions(store: &Store, what: Exclusions) -> anyhow::Result<()> {
    match what {
        Exclusions::List { state } => {
            let state = ReviewState::named(&state).with_context(|| {
                format!("there is no state {state}: name requested, approved, refused or all")
            })?;
            std::io::stdout().write_all(store.exclusions_listed(state).await?.as_bytes())?;
        }
        Exclusions::Approve { contact, by } => {
            store.review(contact, true, &by).await?;
            eprintln!("{contact} is left out of the rate.");
        }
        Exclusions::Refuse { contact, by } => {
            store.review(contact, false, &by).await?;
            eprintln!("{contact} stays in the rate.");
        }
    }
    Ok(())
}

pub(crate) async fn erase(store: &Store, sure: bool) -> anyhow::Result<()> {
    let identities = identities()?;
    if identities.is_empty() {
        bail!("nobody was named; nothing was erased");
    }
    if !sure {
        bail!("erasing cannot be taken back. Name them again with --sure. Nothing was erased");
    }
    let erased = store.erase(&identities).await?;
    eprintln!(
        "{} contacts and {} other rows are gone. Desks forget them as they next ask. Keep `central-store \
         erasures` apart from the copies, for a restore.",
        erased.contacts, erased.rows
    );
    Ok(())
}

pub(crate) async fn sources(store: &Store) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{:>6}  {:<32}  keys", "source", "name")?;
    for source in store.sources().await? {
        writeln!(out, "{:>6}  {:<32}  {:>4}", source.id, source.name, source.keys)?;
    }
    Ok(())
}

/// Imports a file by a mapping. Rejected rows go to FILE.rejected.csv (or .ndjson), why to
/// FILE.rejected.txt.
pub(crate) async fn mapped(store: &Store, file: &Path, mapping: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(mapping).with_context(|| {
        format!("the mapping {} cannot be read; nothing was imported", mapping.display())
    })?;
    let mapping = import::Mapping::read(&text)?;
    let stdin = file.as_os_str() == "-";
    let (input, size): (Box<dyn Read + Send>, u64) = if stdin {
        (Box::new(std::io::stdin()), 0)
    } else {
        let opened = File::open(file)
            .with_context(|| format!("{} cannot be read; nothing was imported", file.display()))?;
        let size = opened.metadata().map_or(0, |about| about.len());
        (Box::new(opened), size)
    };
    let ending =
        file.extension().and_then(|ending| ending.to_str()).unwrap_or("csv").to_lowercase();
    let beside = |ending: &str| {
        let mut name =
            if stdin { PathBuf::from("stdin") } else { file.to_owned() }.into_os_string();
        name.push(".rejected.");
        name.push(ending);
        PathBuf::from(name)
    };
    let (aside, reasons) = (beside(&ending), beside("txt"));
    let mut kept: Option<(File, File)> = None;
    let live = std::io::stderr().is_terminal();
    let read = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let input = Counted { inner: input, read: std::sync::Arc::clone(&read) };
    let counts = import::foreign(store, input, &ending, &mapping, |counts, rejected, header| {
        for row in rejected {
            let wrong = |source| Failure::File { what: aside.display().to_string(), source };
            if kept.is_none() {
                let mut files =
                    (File::create(&aside).map_err(wrong)?, File::create(&reasons).map_err(wrong)?);
                if !header.is_empty() {
                    writeln!(files.0, "{header}").map_err(wrong)?;
                }
                kept = Some(files);
            }
            let Some((rows, whys)) = &mut kept else { continue };
            rows.write_all(&row.text).and_then(|()| rows.write_all(b"\n")).map_err(wrong)?;
            writeln!(whys, "line {}: {}", row.line, row.problem.message).map_err(wrong)?;
        }
        if live {
            let read = read.load(std::sync::atomic::Ordering::Relaxed);
            match (read * 100).checked_div(size) {
                Some(percent) => eprint!("\r{percent:>3} %  {} rows", counts.lines),
                None => eprint!("\r{} rows", counts.lines),
            }
        }
        Ok(())
    })
    .await?;
    if live {
        eprintln!();
    }
    eprintln!(
        "{} rows: {} stored, {} known already, {} older than what is known, {} left out by the mapping, {} rejected",
        counts.lines, counts.stored, counts.same, counts.older, counts.skipped, counts.rejected
    );
    if counts.rejected > 0 {
        eprintln!(
            "The rejected rows are in {}, and why in {}: mend them and import that file with the same mapping.",
            aside.display(),
            reasons.display()
        );
    }
    Ok(())
}

/// Counts what was read, for progress.
struct Counted {
    inner: Box<dyn Read + Send>,
    read: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let count = u64::try_from(read).unwrap_or_default();
        self.read.fetch_add(count, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

/// Surveys as `/v1/surveys` takes them, one JSON object a line.
pub(crate) async fn surveys(store: &Store, file: &Path, source: &str) -> anyhow::Result<()> {
    let opened = File::open(file)
        .with_context(|| format!("{} cannot be read; nothing was imported", file.display()))?;
    let counts = import::surveys(store, std::io::BufReader::new(opened), source, |rejected| {
        for line in rejected {
            eprintln!("line {}: {}", line.line, line.problem.message);
        }
    })
    .await?;
    eprintln!(
        "{} surveys: {} stored, {} known already, {} rejected",
        counts.lines, counts.stored, counts.same, counts.rejected
    );
    Ok(())
}

/// Documents of the team into their feed.
pub(crate) async fn team(store: &Store, folder: &Path) -> anyhow::Result<()> {
    let changes = import::team(store, folder).await?;
    eprintln!("{changes} documents of the team changed in the feed");
    Ok(())
}
