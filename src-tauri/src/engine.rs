//! The web engine, made as small as one page needs that lies in the program.
//!
//! WebKitGTK is tuned for browsing: it keeps pages that were left and resources that may be wanted
//! again, and draws through the graphics card. The desk leaves no page. And where there is no card, as
//! in most virtual desktops, "through the card" means a card that the processor plays: twice the
//! memory, and slower than drawing plainly.

use tauri::WebviewWindow;

/// What toolkit and engine are told where there is no card. The first two say to draw plainly; the
/// others that the app itself need not look for a card: each look loads the library that plays one,
/// 25 MB of this process.
#[cfg(target_os = "linux")]
const WITHOUT_CARD: [(&str, &str); 4] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    ("GDK_GL", "disable"),
];

/// What the engine's script machine is told: one small page that stays for a shift needs no heap that
/// grows by double, and no optimising compilers, whose code and threads take more than they give to
/// scripts that run for milliseconds (docs/decisions/0021).
#[cfg(target_os = "linux")]
const SMALL_SCRIPTS: [(&str, &str); 4] = [
    ("JSC_forceMiniVMMode", "1"),
    ("JSC_largeHeapSize", "8388608"),
    ("JSC_useDFGJIT", "0"),
    ("JSC_useFTLJIT", "0"),
];

/// Says so, in the environment: toolkit and engine ask there and nowhere else. Before any thread is
/// there and before the toolkit is. What whoever starts the desk says goes first.
pub fn prepare() {
    #[cfg(target_os = "linux")]
    {
        let card: &[_] = if has_card() { &[] } else { &WITHOUT_CARD };
        for (name, value) in SMALL_SCRIPTS.iter().chain(card) {
            // The desk works all the same, in more memory.
            let _ = webkit2gtk::glib::setenv(name, value, false);
        }
    }
}

/// Tells the engine of `window`; `plainly` where the agent wants no card to be used.
pub(crate) fn small(window: &WebviewWindow, plainly: bool) {
    #[cfg(target_os = "linux")]
    if let Err(error) = window.with_webview(move |view| of_page(&view.inner(), plainly)) {
        tracing::warn!("the engine stays as it is: {error}");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (window, plainly);
}

#[cfg(target_os = "linux")]
fn of_page(view: &webkit2gtk::WebView, plainly: bool) {
    use webkit2gtk::{CacheModel, HardwareAccelerationPolicy};
    use webkit2gtk::{SettingsExt as _, WebContextExt as _, WebViewExt};

    if let Some(context) = view.context() {
        context.set_cache_model(CacheModel::DocumentViewer);
    }
    if let Some(settings) = WebViewExt::settings(view) {
        settings.set_enable_page_cache(false);
        if plainly || !has_card() {
            tracing::info!("the window is drawn without a graphics card");
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
