//! A bar with rate and rest, shown only to a person at a terminal.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over so many units; hidden where nobody looks.
pub(crate) fn bar(length: u64, unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let count = if unit == "bytes" {
        "{bytes}/{total_bytes}, {binary_bytes_per_sec}".to_owned()
    } else {
        format!("{{human_pos}}/{{human_len}} {unit}, {{per_sec}}")
    };
    let template = format!("{{wide_bar}} {count}, {{eta}} left {{msg}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
