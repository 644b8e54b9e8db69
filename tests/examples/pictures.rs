//! Pictures of the real window for the documentation, and for people to look at:
//! `cargo run -p journeys --example pictures -- docs/screens`
//!
//! Idle, on call and wrap-up, in five languages, light and dark, with a store that knows the customer.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use contact::{Channel, Claim, Contact, ContactId, Customer};
use journeys::floor::Floor;
use journeys::window::{Window, command_line};

const SAYS: [(&str, &str); 5] = [
    ("en", "router no internet"),
    ("sv", "router internet uppdat"),
    ("zh-Hans", "路由器无法上网"),
    ("zh-Hant", "路由器無法上網"),
    ("ar", "بعد تحديث البرنامج"),
];

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("where to put the pictures")?);
    let floor = Floor::open().await?;
    story(&floor).await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Kim Andersson");
    let window = Window::open(&arguments, 1280, 800).await?;
    window.see("#sync-button .shape.synced").await?;
    for theme in ["light", "dark"] {
        for (lang, says) in SAYS {
            look(&window, lang, theme).await?;
            let shot = |screen: &str| folder.join(format!("{screen}-{lang}-{theme}.png"));
            settle().await;
            window.picture(&shot("idle"))?;
            window.press("Ctrl+E").await?;
            window.see(".state.call").await?;
            window.type_text("070-174 06 12").await?;
            window.press("Enter").await?;
            window.type_text(says).await?;
            window.see("#attach").await?;
            settle().await;
            window.picture(&shot("oncall"))?;
            window.press("Ctrl+J").await?;
            window.press("Ctrl+E").await?;
            window.see("#outcome").await?;
            window.press("1").await?;
            settle().await;
            window.press("Enter").await?;
            settle().await;
            window.picture(&shot("wrapup"))?;
            window.press("Ctrl+Enter").await?;
            window.see(".state.ready").await?;
            window.press("Ctrl+Z").await?;
            window.see(".state.wrap").await?;
            // Not a call of the day: thrown away, so that the next language begins the same.
            window
                .client
                .execute_async(
                    "const [done] = [...arguments].slice(-1);
                     const tauri = window.__TAURI_INTERNALS__;
                     tauri.invoke('start').then((start) =>
                         tauri.invoke('discard', { request: { contact_id: start.draft.contact_id } }))
                         .then(() => done(true), (error) => done(String(error.message)));",
                    vec![],
                )
                .await?;
        }
    }
    window.close().await
}

/// Language and theme as the settings have them, from a fresh start of the page.
async fn look(window: &Window, lang: &str, theme: &str) -> Result<()> {
    let script = format!(
        "const [done] = [...arguments].slice(-1);
         const tauri = window.__TAURI_INTERNALS__;
         tauri.invoke('start').then((start) => tauri.invoke('save_settings', {{
             request: {{ ...start.settings, lang: '{lang}', theme: '{theme}', queue: 'broadband-support' }} }}))
             .then(() => done(true), (error) => done(String(error.message)));"
    );
    window.client.execute_async(&script, vec![]).await?;
    window.client.refresh().await?;
    window.see(".state.ready").await?;
    Ok(())
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

/// The customer has been here before: twice about this, and once about an invoice.
async fn story(floor: &Floor) -> Result<()> {
    const HOUR: i64 = 3_600_000;
    let now = floor.clock.now();
    let earlier = [
        (
            45,
            Channel::Chat,
            "broadband/no-connection/after-firmware",
            "not_resolved",
            "No internet since the update. Told to restart and wait 24 h.",
        ),
        (
            26,
            Channel::Voice,
            "broadband/no-connection/after-firmware",
            "not_resolved",
            "Red WAN light. Reset together; the line test could not be run.",
        ),
        (
            24 * 40,
            Channel::Email,
            "billing/invoice/too-high",
            "resolved",
            "Explained the one-off fee.",
        ),
    ];
    let lines: Vec<String> = earlier
        .into_iter()
        .map(|(hours, channel, reason, outcome, note)| {
            let contact = Contact {
                contact_id: ContactId(uuid::Uuid::now_v7()),
                revision: 1,
                customer: Some(Customer("+46701740612".into())),
                channel,
                initiated_by: contact::Initiator::Customer,
                start_ms: now - hours * HOUR,
                end_ms: now - hours * HOUR + 400_000,
                reason: Some(reason.into()),
                claim: if outcome == "resolved" { Claim::Resolved } else { Claim::Unresolved },
                outcome: Some(outcome.into()),
                note: Some(note.into()),
                transferred: false,
                escalated: false,
                follow_up_promised: false,
                exclusion: None,
                survey: None,
                links: Default::default(),
                agent: Some("desk-1".into()),
                queue: None,
                talk_ms: Some(400_000),
                hold_ms: None,
                acw_ms: Some(20_000),
                root_cause: None,
                follow_up: None,
                lang: None,
                articles: Vec::new(),
                saved_ms: None,
                clock: None,
                rest: Default::default(),
            };
            serde_json::to_string(&contact)
        })
        .collect::<Result<_, _>>()?;
    let lines = lines.join("\n");
    central_store::import::contacts(floor.store()?, lines.as_bytes(), |_, _| Ok(())).await?;
    Ok(())
}
