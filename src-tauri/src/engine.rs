//! The web engine, made as small as one page needs that lies in the program.
//!
//! WebKitGTK is tuned for browsing: it keeps pages that were left and resources that may be wanted
//! again, and draws through the graphics card. The desk leaves no page. And where there is no card, as
//! in most virtual desktops, "through the card" means a card that the processor plays: twice the
//! memory, and slower than drawing plainly.

use tauri::WebviewWindow;

/// Tells the engine of `window`.
pub(crate) fn small(window: &WebviewWindow) {
    #[cfg(target_os = "linux")]
    if let Err(error) = window.with_webview(|view| of_page(&view.inner())) {
        tracing::warn!("the engine stays as it is: {error}");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = window;
}

#[cfg(target_os = "linux")]
fn of_page(view: &webkit2gtk::WebView) {
    use webkit2gtk::{CacheModel, HardwareAccelerationPolicy};
    use webkit2gtk::{SettingsExt as _, WebContextExt as _, WebViewExt};

    if let Some(context) = view.context() {
        context.set_cache_model(CacheModel::DocumentViewer);
    }
    if let Some(settings) = WebViewExt::settings(view) {
        settings.set_enable_page_cache(false);
        if !has_card() {
            tracing::info!("no graphics card: the window is drawn without one");
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    }
}

/// So often in a run a page whose process broke is shown anew; then something is wrong that does not
/// pass.
#[cfg(target_os = "linux")]
const ANEW: u32 = 5;

/// Says in the log when the process that shows the page breaks, and shows the page anew: drafts are on
/// the disk.
pub(crate) fn watch(window: &WebviewWindow) {
    #[cfg(target_os = "linux")]
    if let Err(error) = window.with_webview(|view| watch_page(&view.inner())) {
        tracing::warn!("a page that breaks will stay away: {error}");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = window;
}

#[cfg(target_os = "linux")]
fn watch_page(view: &webkit2gtk::WebView) {
    use std::cell::Cell;
    use webkit2gtk::WebViewExt as _;

    let broken = Cell::new(0);
    view.connect_web_process_terminated(move |view, why| {
        broken.set(broken.get() + 1);
        tracing::error!(?why, times = broken.get(), "the process that shows the page has ended");
        if broken.get() <= ANEW {
            view.reload();
        }
    });
}

/// Whether the kernel offers a card to draw with.
#[cfg(target_os = "linux")]
fn has_card() -> bool {
    let cards = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    cards.into_iter().any(|card| card.file_name().to_string_lossy().starts_with("renderD"))
}
