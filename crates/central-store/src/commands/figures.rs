//! What an operator asks about the figures beside the figures themselves.

use std::io::Write;

use central_store::Store;

pub(crate) async fn restatements(store: &Store, limit: u16, json: bool) -> anyhow::Result<()> {
    let moved = store.restatements(limit).await?;
    let mut out = std::io::stdout();
    if json {
        serde_json::to_writer_pretty(&mut out, &moved)?;
        writeln!(out)?;
        return Ok(());
    }
    if moved.is_empty() {
        writeln!(out, "no published figure has moved")?;
    }
    for m in moved {
        let share = |(k, n): (i64, i64)| {
            if n > 0 { format!("{:.1} %", 100.0 * k as f64 / n as f64) } else { "–".to_owned() }
        };
        writeln!(
            out,
            "day that ended at {} ms, {:>3} h: {}/{} ({}) is now {}/{} ({}); {}, {} times",
            m.day_end_ms,
            m.hours,
            m.before.0,
            m.before.1,
            share(m.before),
            m.after.0,
            m.after.1,
            share(m.after),
            m.why,
            m.changes
        )?;
    }
    Ok(())
}

pub(crate) async fn audit(store: Store, mend: bool) -> anyhow::Result<()> {
    let wrong = store.audit(mend).await?;
    store.close().await;
    if wrong == 0 {
        eprintln!("The sums are those of counting everything anew.");
        return Ok(());
    }
    if mend {
        eprintln!(
            "{wrong} sums were wrong; all were made anew. The contacts themselves are right."
        );
        return Ok(());
    }
    anyhow::bail!(
        "{wrong} sums are not those of counting everything anew. The contacts themselves are \
         right; `audit --mend` makes the sums anew."
    )
}
