//! Commands about who may speak to the store: lists of them, and taking it back.
//!
//! Promises: no key, token or code is in a list.

use std::io::Write;

use central_store::Store;
use contact::Ms;

use super::wall_clock;

/// The desks, a line each.
pub(crate) async fn desks(store: &Store) -> anyhow::Result<()> {
    let now = wall_clock();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{:>5}  {:<24}  {:<10}  {:>12}  {:>14}  {:>13}  state",
        "desk", "name", "version", "seen (min)", "complete (min)", "clock off (s)"
    )?;
    for desk in store.desks().await? {
        let ago = |at: Ms| now.saturating_sub(at) / 60_000;
        let state = if desk.revoked_at.is_some() { "revoked" } else { "active" };
        writeln!(
            out,
            "{:>5}  {:<24}  {:<10}  {:>12}  {:>14}  {:>13}  {state}",
            desk.id,
            desk.name,
            desk.app_version.unwrap_or_default(),
            ago(desk.last_seen_at),
            ago(desk.complete_at),
            desk.clock_offset_ms.map_or_else(String::new, |off| (off / 1000).to_string()),
        )?;
    }
    Ok(())
}

/// The keys to the board, a line each.
pub(crate) async fn board_keys(store: &Store) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{:<32}  {:<20}  revoked", "name", "made (UTC)")?;
    for key in store.board_keys().await? {
        let revoked = key.revoked_at.map_or_else(|| "-".to_owned(), moment);
        // Without a name there is still a column.
        let name = if key.name.is_empty() { "\"\"" } else { &key.name };
        writeln!(out, "{name:<32}  {:<20}  {revoked}", moment(key.made_at))?;
    }
    Ok(())
}

/// `2025-03-07T18:00:00Z`.
pub(super) fn moment(at: Ms) -> String {
    let known = jiff::Timestamp::from_millisecond(at);
    known.map_or_else(|_| at.to_string(), |known| known.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Voids one of the three; the command line lets exactly one through.
pub(crate) async fn revoke(
    store: &Store,
    desk: Option<u32>,
    source: Option<String>,
    board: Option<String>,
) -> anyhow::Result<()> {
    if let Some(desk) = desk {
        store.revoke(desk).await?;
        eprintln!("Desk {desk} is revoked; its token is void from now on.");
    }
    if let Some(source) = source {
        store.revoke_source(&source).await?;
        eprintln!("The keys of {source} are void from now on.");
    }
    if let Some(board) = board {
        let keys = store.revoke_board(&board).await?;
        eprintln!("Keys to the board that are void from now on: {keys}.");
    }
    Ok(())
}
