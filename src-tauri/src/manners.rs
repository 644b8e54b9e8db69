//! How the window behaves on a desktop: keys that reach it from anywhere, small and above all
//! others, a symbol with what waits, to the front when it is opened again.
//!
//! None of it is needed to work: where the system has no such thing (no tray, no global keys, no
//! session bus) that is said in the log and the rest goes on.

use std::sync::Mutex;

use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, LogicalSize, Manager as _, PhysicalSize, WebviewWindow};
use tauri_plugin_global_shortcut::{GlobalShortcutExt as _, ShortcutState};

use crate::settings::ShellPart;

/// The size beside a softphone: the smallest the screens are made for.
const COMPACT: LogicalSize<f64> = LogicalSize { width: 480.0, height: 600.0 };

/// The window's own search command: the field may be in a pane that another covers.
const SEARCH: &str = "dispatchEvent(new Event('firsthandsearch'))";

/// What the manners keep.
#[derive(Default)]
pub(crate) struct Manners {
    /// The window's size before it was made small; none when it is not.
    before: Mutex<Option<PhysicalSize<u32>>>,
    tray: Mutex<Option<TrayIcon>>,
}

/// Takes up the keys and the tray, as far as there are such things here.
pub(crate) fn take_up(app: &AppHandle, settings: &ShellPart, lang: &str) {
    app.manage(Manners::default());
    keys(app, settings);
    if settings.tray {
        tray(app, lang);
    }
}

/// What a key from outside the window does.
type Action = fn(&AppHandle);

fn keys(app: &AppHandle, settings: &ShellPart) {
    let keys: [(&str, Action); 2] =
        [(&settings.search_key, search), (&settings.compact_key, compact)];
    if keys.iter().all(|(key, _)| key.is_empty()) {
        return;
    }
    if let Err(error) = app.plugin(tauri_plugin_global_shortcut::Builder::new().build()) {
        tracing::warn!("no keys from outside the window on this system: {error}");
        return;
    }
    for (key, action) in keys {
        if key.is_empty() {
            continue;
        }
        let pressed = app.global_shortcut().on_shortcut(key, move |app, _, event| {
            if event.state == ShortcutState::Pressed {
                action(app);
            }
        });
        match pressed {
            Ok(()) => tracing::info!(key, "works from outside the window"),
            Err(error) => tracing::warn!(key, "does not work from outside the window: {error}"),
        }
    }
}

/// To the front.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = window(app) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// To the front, with the cursor in the search field.
pub(crate) fn search(app: &AppHandle) {
    show(app);
    if let Some(window) = window(app) {
        let _ = window.eval(SEARCH);
    }
}

/// Small and above all others; or back to what it was.
pub(crate) fn compact(app: &AppHandle) {
    let Some(window) = window(app) else { return };
    let manners = app.state::<Manners>();
    let Ok(mut before) = manners.before.lock() else { return };
    match before.take() {
        Some(size) => {
            let _ = window.set_always_on_top(false);
            let _ = window.set_size(size);
        }
        None => {
            *before = window.inner_size().ok();
            let _ = window.unmaximize();
            let _ = window.set_size(COMPACT);
            let _ = window.set_always_on_top(true);
        }
    }
}

/// Before the window closes: the next start has the size from before.
pub(crate) fn closing(app: &AppHandle) {
    let small = app
        .try_state::<Manners>()
        .is_some_and(|manners| manners.before.lock().is_ok_and(|before| before.is_some()));
    if small {
        compact(app);
    }
}

fn window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window("main")
}

/// The words of the menu: show, small window, quit.
fn words(lang: &str) -> [&'static str; 3] {
    match lang {
        "sv" => ["Visa Firsthand", "Litet fönster överst", "Avsluta"],
        "ar" => ["إظهار Firsthand", "نافذة صغيرة في المقدمة", "إنهاء"],
        "zh-Hans" => ["显示 Firsthand", "置顶小窗口", "退出"],
        "zh-Hant" => ["顯示 Firsthand", "置頂小視窗", "結束"],
        _ => ["Show Firsthand", "Small window on top", "Quit"],
    }
}

fn tray(app: &AppHandle, lang: &str) {
    if !tray_host() {
        tracing::info!("no tray on this system: the number of waiting records is in the window");
        return;
    }
    let [show_it, small, quit] = words(lang);
    let built = || -> tauri::Result<TrayIcon> {
        let menu = Menu::with_items(
            app,
            &[
                &MenuItem::with_id(app, "show", show_it, true, None::<&str>)?,
                &MenuItem::with_id(app, "compact", small, true, None::<&str>)?,
                &MenuItem::with_id(app, "quit", quit, true, None::<&str>)?,
            ],
        )?;
        let mut tray = TrayIconBuilder::with_id("waiting").tooltip("Firsthand").menu(&menu);
        if let Some(icon) = app.default_window_icon() {
            tray = tray.icon(icon.clone());
        }
        tray.on_menu_event(|app, event| match event.id.as_ref() {
            "show" => show(app),
            "compact" => compact(app),
            "quit" => {
                closing(app);
                app.exit(0);
            }
            _ => {}
        })
        .build(app)
    };
    match built() {
        Ok(tray) => {
            if let Ok(mut place) = app.state::<Manners>().tray.lock() {
                *place = Some(tray);
            }
        }
        Err(error) => tracing::warn!("no tray: {error}"),
    }
}

/// The library that draws the tray on Linux ends the program where it or the session bus is not
/// there, so both are looked for first.
#[cfg(target_os = "linux")]
fn tray_host() -> bool {
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|bus| !bus.is_empty())
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|dir| std::path::Path::new(&dir).join("bus").exists());
    let arch = std::env::consts::ARCH;
    let folders = [
        format!("/usr/lib/{arch}-linux-gnu"),
        format!("/lib/{arch}-linux-gnu"),
        "/usr/lib64".to_owned(),
        "/usr/lib".to_owned(),
    ];
    let libraries = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    bus && folders.iter().any(|folder| {
        libraries.iter().any(|library| std::path::Path::new(folder).join(library).exists())
    })
}

#[cfg(not(target_os = "linux"))]
fn tray_host() -> bool {
    true
}

/// Shows how many records wait to be sent.
pub(crate) fn waiting(app: &AppHandle, count: u32) {
    let Some(manners) = app.try_state::<Manners>() else { return };
    let Ok(tray) = manners.tray.lock() else { return };
    if let Some(tray) = tray.as_ref() {
        let title = (count > 0).then(|| count.to_string());
        let _ = tray.set_title(title.as_deref());
        let tip = title.map_or("Firsthand".to_owned(), |count| format!("Firsthand: {count}"));
        let _ = tray.set_tooltip(Some(tip));
    }
}
