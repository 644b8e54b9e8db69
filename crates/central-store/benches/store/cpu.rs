//! CPU seconds: of this process, and of every process of a PostgreSQL server, those that ended included.

use std::fs;

/// Where the seconds are looked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cpu {
    /// The first process of a PostgreSQL server.
    pub(crate) postmaster: Option<u32>,
}

/// What was used up to some moment, in seconds.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Used {
    /// By this process: the store itself, and SQLite in it.
    pub(crate) own: f64,
    /// By the database server.
    pub(crate) server: f64,
}

impl Used {
    pub(crate) fn all(self) -> f64 {
        self.own + self.server
    }

    pub(crate) fn since(self, before: Used) -> Used {
        Used { own: self.own - before.own, server: self.server - before.server }
    }
}

/// Own and children's ticks, and the parent.
fn stat(pid: &str) -> Option<(f64, f64, u32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold blanks.
    let rest: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |n: usize| rest.get(n).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0) / 100.0;
    Some((ticks(11) + ticks(12), ticks(13) + ticks(14), rest.get(1)?.parse().ok()?))
}

/// Seconds that a process has used.
pub(crate) fn process(pid: u32) -> f64 {
    stat(&pid.to_string()).map_or(0.0, |(used, children, _)| used + children)
}

impl Cpu {
    pub(crate) fn used(self) -> Used {
        let own = cpu_time::ProcessTime::now().as_duration().as_secs_f64();
        let Some(postmaster) = self.postmaster else { return Used { own, server: 0.0 } };
        let mut server = 0.0;
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some((used, children, parent)) = stat(&name) {
                if name == postmaster.to_string() {
                    server += used + children;
                } else if parent == postmaster {
                    server += used;
                }
            }
        }
        Used { own, server }
    }
}
