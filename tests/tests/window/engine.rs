//! UI-26, UI-33 and UI-36 in the real window's engine: it writes numbers and dates as the others do,
//! draws Arabic with the system's Arabic face before any other, and runs no script but its own. And the
//! app itself loads nothing to draw with that it does not draw with.

use std::path::Path;

use anyhow::{Result, ensure};
use journeys::window::Window;
use serde_json::{Value, json};

/// What Node says to all that the window asks of `Intl`; `ui/tests/unit/format.test.ts` keeps it true.
const ASKED: &str = include_str!("../../../ui/tests/fixtures/format.json");

const DIFFERENT: &str = "
    const [asked] = arguments;
    return asked.map(({ kind, locale, options, values, text }) => {
        const given = values.map((value) => kind === 'DateTimeFormat' ? Date.parse(value) : value);
        const here = new Intl[kind](locale, options).format(...given);
        return here === text ? null : `${kind} ${locale} ${values}: ${text}, here ${here}`;
    }).filter(Boolean);";

/// The share of inked pixels that differ between a line in the face the style asks for and in two
/// others: the system's Arabic one, and the Latin one first.
const FACES: &str = "
    const probe = document.body.appendChild(document.createElement('p'));
    probe.lang = 'ar';
    probe.style.visibility = 'hidden';
    const styled = getComputedStyle(probe).fontFamily;
    probe.remove();
    const draw = (family) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 64 });
        const on = canvas.getContext('2d', { willReadFrequently: true });
        on.font = `24px ${family}`;
        on.direction = 'rtl';
        on.fillText('أعد ضبط الراوتر ثم شغّل الإصدار 4.2.18 خلال 10 ثوانٍ', 620, 40);
        return on.getImageData(0, 0, 640, 64).data.filter((_, at) => at % 4 === 3);
    };
    const wanted = draw(styled);
    const share = (family) => {
        const other = draw(family);
        let ink = 0, differs = 0;
        for (let at = 0; at < wanted.length; at += 1) {
            if (wanted[at] > 64 || other[at] > 64) {
                ink += 1;
                if (Math.abs(wanted[at] - other[at]) > 64) differs += 1;
            }
        }
        return ink === 0 ? 1 : differs / ink;
    };
    return [share(\"'Noto Sans Arabic'\"), share(\"'Plex', 'Noto Sans Arabic'\"), styled];";

/// A script written into the page, and text taken for a script: what ran of the two.
const STRANGE: &str = "
    const inline = document.createElement('script');
    inline.textContent = 'window.inlineRan = true';
    document.body.append(inline);
    inline.remove();
    let evaluated = false;
    try { evaluated = (0, eval)('true'); } catch { /* as it should be */ }
    return [window.inlineRan === true ? 'inline' : null, evaluated ? 'eval' : null].filter(Boolean);";

pub(crate) async fn is_as_the_others(window: &Window) -> Result<()> {
    let asked: Value = serde_json::from_str(ASKED)?;
    let different = window.client.execute(DIFFERENT, vec![asked]).await?;
    assert_eq!(different, json!([]), "this engine writes numbers or dates otherwise");

    let drawn = window.client.execute(FACES, vec![]).await?;
    let share = |at: usize| drawn[at].as_f64().unwrap_or(1.0);
    ensure!(share(0) <= 0.02, "Arabic is not drawn with the system's face first: {drawn}");
    ensure!(
        share(1) > 0.02,
        "with the Latin face first it looks the same: this proves nothing: {drawn}"
    );
    let ran = window.client.execute(STRANGE, vec![]).await?;
    assert_eq!(ran, json!([]), "the content policy let a strange script run");
    Ok(())
}

/// Without a card the app has no use for the library that plays one, which is 25 MB.
pub(crate) fn plays_no_card(window: &Window) -> Result<()> {
    if Path::new("/dev/dri").exists() {
        println!("skipped: this machine has a graphics card");
        return Ok(());
    }
    for pid in window.app_processes()? {
        let maps = std::fs::read_to_string(format!("/proc/{pid}/maps"))?;
        ensure!(maps.contains("libwebkit2gtk"), "this is not what was to be looked at: {maps}");
        let played = |line: &&str| line.contains("libLLVM") || line.contains("_dri.so");
        let played: Vec<&str> = maps.lines().filter(played).collect();
        ensure!(played.is_empty(), "the app looked for a card: {played:?}");
    }
    Ok(())
}
