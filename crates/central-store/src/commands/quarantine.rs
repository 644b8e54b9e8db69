//! Commands about records that were set aside.

use std::io::Write;

use central_store::{Store, Which};
use clap::{Args, Subcommand};
use contact::ContactId;

use super::settings;
use crate::options::At;

/// What was set aside.
#[derive(Subcommand)]
pub(crate) enum Quarantine {
    /// List them, the latest first. What they say is not shown: it may be anything
    List {
        /// So many of the latest
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u16,
        #[command(flatten)]
        at: At,
    },
    /// Try them once more by today's lists and rules; what is good now is stored
    Replay {
        #[command(flatten)]
        chosen: Chosen,
        #[command(flatten)]
        at: At,
    },
    /// Throw them away for good
    Drop {
        #[command(flatten)]
        chosen: Chosen,
        #[command(flatten)]
        at: At,
    },
}

/// Which of them.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true).args(["all", "contact", "desk", "code"]))]
pub(crate) struct Chosen {
    /// All of them
    #[arg(long, conflicts_with_all = ["contact", "desk", "code"])]
    all: bool,
    /// Those of one contact
    #[arg(long, value_name = "ID")]
    contact: Option<ContactId>,
    /// Those of one desk, by its number as in the list
    #[arg(long, value_name = "N")]
    desk: Option<u32>,
    /// Those that were set aside for one reason: invalid, conflict, too_large
    #[arg(long, value_name = "WORD")]
    code: Option<String>,
}

impl Chosen {
    fn which(self) -> Which {
        if self.all {
            return Which::default();
        }
        Which { contact: self.contact, device: self.desk, code: self.code }
    }
}

pub(crate) async fn quarantine(what: Quarantine) -> anyhow::Result<()> {
    let store = match what {
        Quarantine::List { limit, at } => {
            let store = Store::existing(&settings(at)?)?;
            let text = store.quarantine_listed(limit).await?;
            std::io::stdout().write_all(text.as_bytes())?;
            store
        }
        Quarantine::Replay { chosen, at } => {
            let store = Store::existing(&settings(at)?)?;
            let done = store.replay(&chosen.which()).await?;
            eprintln!(
                "{} stored, {} not needed any more, {} still set aside.",
                done.stored, done.needless, done.still
            );
            store
        }
        Quarantine::Drop { chosen, at } => {
            let store = Store::existing(&settings(at)?)?;
            let thrown = store.throw_away(&chosen.which()).await?;
            eprintln!("{thrown} thrown away.");
            store
        }
    };
    store.close().await;
    Ok(())
}
