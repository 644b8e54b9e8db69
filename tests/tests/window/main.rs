//! The app's real window, under a display of its own: a whole call by keyboard (UI-01), with the
//! cable whole and cut (UI-31), and a crash in the middle (UI-07); and a whole shift of calls as a
//! telephone system tells it.

mod engine;
mod flood;
mod instance;
mod manners;
mod shift;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::floor::{Floor, until};
use journeys::net::Cable;
use journeys::shift::finds;
use journeys::window::{Window, command_line};
use serde_json::{Value, json};

/// Trusted key presses since it was set to nought; a modifier held down is no press of its own.
const COUNT_KEYS: &str = "
    if (window.pressed === undefined) {
        addEventListener('keydown', (event) => {
            if (event.isTrusted && !['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) window.pressed += 1;
        }, true);
    }
    window.pressed = 0;";

fn pictures() -> Option<PathBuf> {
    std::env::var_os("FIRSTHAND_PICTURES").map(PathBuf::from)
}

/// From ready to the wrap-up form with an attached article.
async fn talk(window: &Window, customer: &str, query: &str, id: &str) -> Result<()> {
    window.see(".state.ready").await?;
    window.press("Ctrl+E").await?;
    window.see(".state.call").await?;
    window
        .until(
            "the focus is in the customer field",
            "return document.activeElement?.id === 'customer-field'",
        )
        .await?;
    window.type_text(customer).await?;
    window.press("Enter").await?;
    finds(window, query, id).await?;
    window.see("#attach").await?;
    window.press("Ctrl+J").await?;
    window.see("#search-field-list .chip.success").await?;
    window.press("Ctrl+E").await?;
    window.see(".state.wrap").await?;
    window
        .until(
            "the focus is on the outcome",
            "return document.activeElement?.closest('#outcome') !== null",
        )
        .await?;
    Ok(())
}

/// `1`, `Enter`, `Ctrl+Enter`; how many presses the window saw until it said saved.
async fn wrap_up(window: &Window) -> Result<u64> {
    window.client.execute(COUNT_KEYS, vec![]).await?;
    window.press("1").await?;
    window.press("Enter").await?;
    window.press("Ctrl+Enter").await?;
    window.see(".toast").await?;
    window.see(".state.ready").await?;
    window.client.execute("return window.pressed", vec![]).await?.as_u64().context("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_by_keyboard_whole_cut_and_crashed() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");
    let mut window = Window::open(&arguments, 1280, 800).await?;
    window.see("#sync-button .shape.synced").await?;

    // A call with the cable whole.
    talk(&window, "070-174 06 20", "routern saknar int", "KB-2041").await?;
    let keys = wrap_up(&window).await?;
    assert_eq!(keys, 3, "a resolved wrap-up with an attached article is three keys");
    println!("key presses of a resolved wrap-up with an attached article: {keys}");
    until("the contact is at the store", async || {
        let verdicts = floor.verdicts("").await.ok()?;
        (verdicts.len() == 1 && verdicts[0]["verdict"] == "pending").then_some(())
    })
    .await?;

    // The same with the cable cut: nothing changes for the agent, and it arrives afterwards, once.
    cable.set(Cable::Cut);
    talk(&window, "070-174 06 21", "路由器无法上网", "KB-2041").await?;
    assert_eq!(wrap_up(&window).await?, 3);
    window.see("#sync-button .shape.offline").await?;
    if let Some(folder) = pictures() {
        window.picture(&folder.join("window-offline.png"))?;
    }
    tokio::time::sleep(Duration::from_millis(u64::try_from(desk::UNDO_MS)?)).await;
    assert_eq!(floor.verdicts("").await?.len(), 1, "nothing can have arrived");
    cable.set(Cable::Whole);
    until("the second contact is at the store", async || {
        (floor.verdicts("").await.ok()?.len() == 2).then_some(())
    })
    .await?;
    window.see("#sync-button .shape.synced").await?;

    // kill -9 in the middle of a wrap-up: what was typed is back, at most half a second old.
    talk(&window, "070-174 06 22", "بعد تحديث البرنامج", "KB-2041").await?;
    window.press("3").await?;
    window.press("Ctrl+N").await?;
    window.type_text("Caller will try again with the neighbour's cable").await?;
    tokio::time::sleep(Duration::from_millis(600)).await;
    window.crash_and_reopen().await?;
    window.see(".state.wrap").await?;
    let note =
        window.until("the note is back", "return document.querySelector('#note')?.value").await?;
    assert!(note.as_str().is_some_and(|n| n.contains("neighbour's cable")), "the note is {note}");
    let customer = window
        .until("the customer is back", "return document.querySelector('#customer-field')?.value")
        .await?;
    assert_eq!(customer, json!("070-174 06 22"));
    assert_eq!(floor.verdicts("").await?.len(), 2, "nothing was submitted by itself");

    accessible(&window).await?;
    engine::is_as_the_others(&window).await?;
    engine::plays_no_card(&window)?;
    println!("memory of the app and its children (PSS): {} MB", window.memory_mb()?);
    window.close().await
}

/// axe-core inside the real engine: no violation on the wrap-up screen.
async fn accessible(window: &Window) -> Result<()> {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(axe) else {
        println!("skipped: axe-core is not installed in ui/");
        return Ok(());
    };
    window.client.execute(&axe, vec![]).await?;
    let found = window
        .client
        .execute_async(
            "const done = arguments[arguments.length - 1];
             axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
                .then((result) => done(result.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])));",
            vec![],
        )
        .await?;
    assert_eq!(found, Value::Array(Vec::new()), "axe finds fault with the real window");
    Ok(())
}
