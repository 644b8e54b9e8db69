//! Copies of the store, getting one back, and whether it is whole.

use std::io::{BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use central_store::backup::{self, Holder};
use central_store::{Settings, Store};

use super::access::moment;

pub(super) fn take(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    let live = std::io::stderr().is_terminal();
    let copied = backup::take(&settings.database, to, |done, all| {
        if live {
            eprint!("\r{done} of {all} pages");
        }
    })?;
    if live {
        eprintln!();
    }
    eprintln!(
        "{}: {} bytes, {} contacts of {} customers, whole.",
        to.display(),
        copied.bytes,
        copied.verified.contacts,
        copied.verified.customers
    );
    Ok(())
}

pub(super) fn restore(settings: &Settings, from: &Path, lists: &[PathBuf]) -> anyhow::Result<()> {
    let mut erased = Vec::new();
    for list in lists {
        let unread = || format!("{} cannot be read; nothing was restored", list.display());
        let file = std::fs::File::open(list).with_context(unread)?;
        erased.extend(backup::erasures_from(BufReader::new(file)).with_context(unread)?);
    }
    let restored = backup::restore(settings, from, &erased)?;
    eprintln!(
        "{}: {} contacts of {} customers, whole. Its epoch is new: desks compare and send again what \
         the copy had not seen.",
        settings.database, restored.verified.contacts, restored.verified.customers
    );
    eprintln!(
        "{} erasures hold; {} rows that the copy still had of them are gone.",
        restored.verified.erased, restored.erased_rows
    );
    valid_again(&restored);
    if lists.is_empty() {
        eprintln!(
            "No list of erasures was given: customers that were erased after the copy was made are \
             back until they are erased again. Their desks' records of them would be taken as well."
        );
        return Ok(());
    }
    // One tenant's empty list is just as likely; of several it says who was thought of.
    let tenants = &restored.verified.tenants;
    for tenant in tenants.iter().filter(|_| tenants.len() > 1) {
        if !erased.iter().any(|erasure| erasure.tenant().unwrap_or(settings.tenant) == *tenant) {
            eprintln!(
                "The lists have no erasure of tenant {tenant}: customers of theirs that were erased after the \
                 copy was made are back until they are erased again."
            );
        }
    }
    Ok(())
}

/// Tells who may speak to a store that was got back: nobody else knows who was revoked meanwhile.
fn valid_again(restored: &backup::Restored) {
    if restored.valid.is_empty() {
        return;
    }
    eprintln!(
        "Valid in it are these. What was revoked after the copy was made is valid again: it must be revoked \
         again (`revoke`) before the store is served."
    );
    let several = restored.verified.tenants.len() > 1;
    for one in &restored.valid {
        let of = if several { format!("tenant {}: ", one.tenant) } else { String::new() };
        let (name, made) = (&one.name, moment(one.made_at));
        match one.holder {
            Holder::Desk(number) => eprintln!("  {of}desk {number}, {name:?}, enrolled {made}"),
            Holder::Source(number) => {
                eprintln!("  {of}key of source {number}, {name:?}, made {made}");
            }
            Holder::Board => eprintln!("  {of}key to the board, {name:?}, made {made}"),
        }
    }
}

pub(super) async fn verify(settings: Settings, json: bool) -> anyhow::Result<()> {
    let (mut verified, settings) = tokio::task::spawn_blocking(move || {
        backup::verify(&settings).map(|verified| (verified, settings))
    })
    .await??;
    // The sums behind the figures, against counting everything anew.
    if verified.findings.is_empty() {
        for tenant in &verified.tenants {
            let store = Store::existing(&Settings { tenant: *tenant, ..settings.clone() })?;
            let wrong = store.audit(false).await?;
            store.close().await;
            if wrong > 0 {
                let of = match verified.tenants.len() {
                    1 => String::new(),
                    _ => format!(" of tenant {tenant}"),
                };
                let finding = format!("{wrong} sums{of} are not those of counting everything anew");
                verified.findings.push(finding);
            }
        }
    }
    let mut out = std::io::stdout();
    if json {
        serde_json::to_writer_pretty(&mut out, &verified)?;
        writeln!(out)?;
    } else {
        let tenants = verified.tenants.iter().map(i32::to_string).collect::<Vec<_>>();
        writeln!(out, "{:<14} {:>12}", "tenants", tenants.join(", "))?;
        for (name, count) in [
            ("contacts", verified.contacts),
            ("customers", verified.customers),
            ("surveys", verified.surveys),
            ("desks", verified.desks),
            ("set aside", verified.quarantined),
            ("erased", verified.erased),
            ("feed entries", verified.feed),
        ] {
            writeln!(out, "{name:<14} {count:>12}")?;
        }
        for finding in &verified.findings {
            writeln!(out, "wrong: {finding}")?;
        }
    }
    anyhow::ensure!(
        verified.findings.is_empty(),
        "{} is not whole ({} findings). Nothing was changed. Stop the store, move it aside and restore \
         the last copy; desks send again what that has not seen.",
        settings.database,
        verified.findings.len()
    );
    Ok(())
}

pub(super) async fn new_epoch(store: &Store) -> anyhow::Result<()> {
    let epoch = store.new_epoch().await?;
    writeln!(std::io::stdout(), "{epoch}")?;
    eprintln!(
        "The epoch is new. Stores that run now tell it within a moment. Every desk then compares \
         its last 30 days and sends what is missing."
    );
    Ok(())
}

/// Contacts that are deleted in one transaction, and the pause after it, in which desks have their turn.
const SLICE: u32 = 500;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

pub(super) async fn retain(store: &Store, before: contact::Ms) -> anyhow::Result<()> {
    let mut gone = 0;
    loop {
        match store.retain(before, SLICE).await? {
            0 => break,
            some => gone += some,
        }
        tokio::time::sleep(PAUSE).await;
    }
    eprintln!(
        "{gone} contacts and records set aside were older and are gone, here; copies still have them."
    );
    Ok(())
}

pub(super) async fn erasures(store: &Store) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for erasure in store.erasures().await? {
        serde_json::to_writer(&mut out, &erasure)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
