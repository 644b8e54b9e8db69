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

/// A language, what the agent types, the customer's number, and what was noted about them before.
const CALLS: [(&str, &str, &str, [&str; 3]); 5] = [
    (
        "en",
        "router no internet",
        "070-174 06 12",
        [
            "No internet since the update. Told to restart and wait 24 h.",
            "Red WAN light. Reset together; the line test could not be run.",
            "Explained the one-off fee.",
        ],
    ),
    (
        "sv",
        "router internet uppdat",
        "070-174 06 13",
        [
            "Inget internet sedan uppdateringen. Ombedd att starta om och vänta 24 h.",
            "WAN-lampan röd. Återställde tillsammans; linjetestet gick inte att köra.",
            "Förklarade engångsavgiften.",
        ],
    ),
    (
        "zh-Hans",
        "路由器无法上网",
        "070-174 06 14",
        [
            "固件更新后无法上网。已请客户重启并等待 24 小时。",
            "WAN 灯为红色。已一起恢复出厂设置；线路测试未能运行。",
            "已说明一次性费用。",
        ],
    ),
    (
        "zh-Hant",
        "路由器無法上網",
        "070-174 06 15",
        [
            "韌體更新後無法上網。已請客戶重新啟動並等待 24 小時。",
            "WAN 燈為紅色。已一起恢復原廠設定；線路測試未能執行。",
            "已說明一次性費用。",
        ],
    ),
    (
        "ar",
        "بعد تحديث البرنامج",
        "070-174 06 16",
        [
            "لا إنترنت منذ التحديث. طلب منه إعادة التشغيل والانتظار 24 ساعة.",
            "مؤشر WAN أحمر. أعيد الضبط معا، وتعذر اختبار الخط.",
            "تم توضيح الرسم لمرة واحدة.",
        ],
    ),
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
        for (lang, says, number, _) in CALLS {
            look(&window, lang, theme).await?;
            let shot = |screen: &str| folder.join(format!("{screen}-{lang}-{theme}.png"));
            settle().await;
            window.picture(&shot("idle"))?;
            window.press("Ctrl+E").await?;
            window.see(".state.call").await?;
            window.type_text(number).await?;
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

/// The customers have been here before: twice about this, and once about an invoice.
async fn story(floor: &Floor) -> Result<()> {
    const AFTER: &str = "broadband/no-connection/after-firmware";
    let now = floor.clock.now();
    let mut lines = Vec::new();
    for (_, _, number, [chat, call, mail]) in CALLS {
        let earlier = [
            (45, Channel::Chat, AFTER, "not_resolved", chat),
            (26, Channel::Voice, AFTER, "not_resolved", call),
            (24 * 40, Channel::Email, "billing/invoice/too-high", "resolved", mail),
        ];
        for (hours, channel, reason, outcome, note) in earlier {
            let mut contact = said(now - hours * 3_600_000, reason, outcome, note);
            let digits: String = number.chars().filter(char::is_ascii_digit).skip(1).collect();
            contact.customer = Some(Customer(format!("+46{digits}")));
            contact.channel = channel;
            lines.push(serde_json::to_string(&contact)?);
        }
    }
    let lines = lines.join("\n");
    central_store::import::contacts(floor.store()?, lines.as_bytes(), |_, _| Ok(())).await?;
    Ok(())
}

/// A contact that was taken down then.
fn said(start_ms: i64, reason: &str, outcome: &str, note: &str) -> Contact {
    Contact {
        contact_id: ContactId(uuid::Uuid::now_v7()),
        revision: 1,
        customer: None,
        channel: Channel::Voice,
        initiated_by: contact::Initiator::Customer,
        start_ms,
        end_ms: start_ms + 400_000,
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
    }
}
