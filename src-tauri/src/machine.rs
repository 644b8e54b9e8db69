//! The machine's own clock, which nobody can set and which goes on while the machine sleeps.
//!
//! The store finds the true time of a contact by how long ago it was saved, so a clock that stood
//! still overnight would make yesterday's last call this morning's. Where the system has no such
//! clock that can be read here, the start of the machine has no name, and the store goes by the
//! wall clock.

use std::sync::Arc;
use std::time::Instant;

use contact::Ms;

/// A clock and the name of the start that it counts from; empty where it stops in sleep.
pub(crate) struct Machine {
    pub(crate) boot: String,
    pub(crate) mono: Arc<dyn Fn() -> Ms + Send + Sync>,
}

/// The machine's clock.
pub(crate) fn machine() -> Machine {
    #[cfg(target_os = "linux")]
    if let (Some(boot), Some(_)) = (boot_id(), uptime_ms()) {
        let since = Instant::now();
        let fallback = move || passed(since);
        return Machine { boot, mono: Arc::new(move || uptime_ms().unwrap_or_else(fallback)) };
    }
    let since = Instant::now();
    // On Windows this clock counts sleep; elsewhere it does not.
    let boot = if cfg!(windows) { uuid::Uuid::now_v7().to_string() } else { String::new() };
    Machine { boot, mono: Arc::new(move || passed(since)) }
}

fn passed(since: Instant) -> Ms {
    Ms::try_from(since.elapsed().as_millis()).unwrap_or(Ms::MAX)
}

#[cfg(target_os = "linux")]
fn boot_id() -> Option<String> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(text.trim().to_owned()).filter(|id| !id.is_empty())
}

/// Since the machine started, sleep included: the kernel gives it in hundredths of a second.
#[cfg(target_os = "linux")]
fn uptime_ms() -> Option<Ms> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<Ms>().ok()? * 1000 + hundredths.parse::<Ms>().ok()? * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_forward_and_keeps_its_name() {
        let (one, two) = (machine(), machine());
        let first = (one.mono)();
        std::thread::sleep(std::time::Duration::from_millis(30));
        assert!((one.mono)() > first);
        if cfg!(target_os = "linux") {
            assert!(!one.boot.is_empty());
            assert_eq!(one.boot, two.boot, "one start of the machine, however often the program's");
            assert!(first > 1_000, "counts from the start of the machine, not of the program");
        }
    }
}
