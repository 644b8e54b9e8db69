//! Links that the system hands to this program: `firsthand://call?…`.

use tauri::Manager as _;
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::{calls, manners};

/// Where the system itself hands links to a running program (macOS), they come in here; elsewhere
/// they come as arguments of a second start.
pub(crate) fn open(app: &tauri::AppHandle, register: bool) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        let calls = handle.state::<calls::Switch>();
        event.urls().iter().for_each(|url| calls.link(url.as_str()));
        manners::show(&handle);
    });
    // On macOS the bundle says it; there is nothing to register.
    if register && !cfg!(target_os = "macos") {
        match registered(app) {
            Ok(()) => tracing::info!("links are opened by this program"),
            Err(error) => tracing::warn!("links are not opened by this program: {error}"),
        }
    }
}

fn registered(app: &tauri::AppHandle) -> anyhow::Result<()> {
    app.deep_link().register(telephony::link::SCHEME)?;
    #[cfg(target_os = "linux")]
    linux::for_old_openers(app)?;
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;

    use tauri::Manager as _;

    /// Makes what was registered readable for `xdg-open` and `xdg-mime` up to 1.1.3 (Debian 12's), which
    /// look for the program by its name as it is written, quotes included, and then open nothing.
    pub(super) fn for_old_openers(app: &tauri::AppHandle) -> anyhow::Result<()> {
        let program = std::env::current_exe()?;
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let entry =
            app.path().data_dir()?.join("applications").join(format!("{name}-handler.desktop"));
        let text = fs::read_to_string(&entry)?;
        if let Some(plain) = unquoted(&text) {
            // Never half a file, whoever reads it meanwhile.
            let new = entry.with_extension("desktop.new");
            fs::write(&new, plain)?;
            fs::rename(new, entry)?;
        }
        Ok(())
    }

    /// The entry with its program out of quotes; none where that changes nothing, or where the name of
    /// the program needs them.
    fn unquoted(entry: &str) -> Option<String> {
        let line = entry.lines().find(|line| line.starts_with("Exec=\""))?;
        let (program, rest) = line.strip_prefix("Exec=\"")?.split_once('"')?;
        let plain = |letter: char| letter.is_alphanumeric() || "/._-+".contains(letter);
        program.chars().all(plain).then(|| entry.replace(line, &format!("Exec={program}{rest}")))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn quotes_go_where_nothing_needs_them() {
            let entry = |exec: &str| format!("[Desktop Entry]\nExec={exec}\nTerminal=false\n");
            let plain = entry("/usr/bin/firsthand %u");
            assert_eq!(unquoted(&entry("\"/usr/bin/firsthand\" %u")), Some(plain.clone()));
            assert_eq!(unquoted(&plain), None);
            assert_eq!(unquoted(&entry("\"/opt/my programs/firsthand\" %u")), None);
        }
    }
}
