//! The real program as a process: started on a free port, ended with the test however that ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use contact::protocol::Enrolled;
use serde_json::json;

use crate::site::client;

pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves the store in `folder`; its log is appended to the file `log` there.
pub(crate) fn serve(folder: &Path, more: &[&str]) -> Process {
    serve_at(&crate::server::database(folder), folder, more)
}

pub(crate) fn serve_at(database: &str, folder: &Path, more: &[&str]) -> Process {
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]).args(more);
    started(command, folder)
}

/// Waits until it listens.
pub(crate) fn started(mut command: Command, folder: &Path) -> Process {
    let log =
        std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| {
        panic!("{line:?}: {}", std::fs::read_to_string(folder.join("log")).unwrap_or_default())
    });
    Process { url: url.to_owned(), child }
}

impl Process {
    /// Asks it to end, as the system does.
    pub(crate) fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits for its end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A token for a new desk.
    pub(crate) async fn desk(&self, code: &str) -> String {
        let asked = json!({"code": code.trim(), "name": "d", "app_version": "1"});
        let answer = client().post(format!("{}/v1/enrol", self.url)).json(&asked).send().await;
        answer.unwrap().json::<Enrolled>().await.unwrap().token.reveal().to_owned()
    }
}

/// Runs a command on the store in `folder`.
pub(crate) fn command(folder: &Path, line: &[&str]) -> Output {
    let database = crate::server::database(folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    command.args(line).args(["--database", &database]).current_dir(folder).output().unwrap()
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// As `command`, which must succeed; what it printed.
pub(crate) fn run(folder: &Path, line: &[&str]) -> String {
    let output = command(folder, line);
    assert!(output.status.success(), "{line:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}
