//! Manners of a desktop, by use: keys from outside the window, small and back, a link that the system
//! hands to this program, and the telephone's settings changed while it runs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use journeys::floor::{Floor, until};
use journeys::window::{Window, command_line};

/// Presses keys as a keyboard would, whatever has the focus.
fn press(window: &Window, chord: &str) -> Result<()> {
    let pressed = Command::new("xdotool")
        .args(["key", "--clearmodifiers", chord])
        .env("DISPLAY", window.display())
        .status()
        .context("xdotool does not start: scripts/setup.sh test")?;
    ensure!(pressed.success(), "xdotool could not press {chord}");
    Ok(())
}

fn answer(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_from_outside_a_small_window_links_and_the_telephones_settings() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    // As after an installation: the data is where the system keeps it, nothing is said of it.
    let home = floor.folder.path().join("home");
    let share = home.join(".local/share");
    let data = share.join("firsthand");
    std::fs::create_dir_all(&data)?;
    std::fs::write(data.join("desk.toml"), "[shell]\nregister_links = true\ntray = false\n")?;
    let arguments: Vec<String> = command_line(&data, &cable.url(), code.reveal(), "Anna");
    let place = arguments.iter().position(|said| said == "--data-dir").context("data folder")?;
    let arguments = [&arguments[..place], &arguments[place + 2..]].concat();
    let (config, cache) = (home.join(".config"), home.join(".cache"));
    std::fs::create_dir_all(&config)?;
    let environment: [(&str, &Path); 4] = [
        ("HOME", &home),
        ("XDG_DATA_HOME", &share),
        ("XDG_CONFIG_HOME", &config),
        ("XDG_CACHE_HOME", &cache),
    ];
    let window = Window::open_in(&arguments, 1280, 800, &environment).await?;
    window.see(".state.ready").await?;

    // The key that leads to the search field, wherever the focus is.
    let elsewhere =
        "document.activeElement.blur(); return document.activeElement === document.body";
    window.until("the focus is nowhere", elsewhere).await?;
    press(&window, "ctrl+F9")?;
    let there = "return document.activeElement?.id === 'search-field'";
    window.until("the search field has the focus", there).await?;

    // Small beside a softphone, and back to what it was.
    let size = "return `${innerWidth} ${innerHeight}`";
    let before = window.until("it has a size", size).await?;
    press(&window, "ctrl+F8")?;
    window.until("it is small", "return innerWidth === 480 && innerHeight === 600").await?;
    // There one pane covers the others: the key brings the one with the field.
    window.press("Ctrl+2").await?;
    let covered = "return document.querySelector('#search-field').getClientRects().length === 0";
    window.until("the article covers the search", covered).await?;
    press(&window, "ctrl+F9")?;
    window.until("the search field has the focus again", there).await?;
    press(&window, "ctrl+F8")?;
    window
        .until(
            "it is as before",
            &format!("return `${{innerWidth}} ${{innerHeight}}` === {before}"),
        )
        .await?;

    // The system knows who opens such links, and a link reaches the desk that runs.
    let in_home = |program: &str| {
        let mut command = Command::new(program);
        command.envs(environment).env("DISPLAY", window.display());
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_CURRENT_DESKTOP");
        command
    };
    let known = std::fs::read_to_string(config.join("mimeapps.list"))?;
    let handler = known
        .lines()
        .find_map(|line| line.strip_prefix("x-scheme-handler/firsthand="))
        .with_context(|| format!("nobody opens such links: {known}"))?;
    let entry = share.join("applications").join(handler.trim_end_matches(';'));
    let entry = std::fs::read_to_string(entry)?;
    ensure!(entry.contains("x-scheme-handler/firsthand"), "{entry}");
    let started = entry.lines().find_map(|line| line.strip_prefix("Exec=")).context("no Exec")?;
    let program = started.strip_suffix(" %u").context("no place for the link")?.trim_matches('"');
    ensure!(Path::new(program) == journeys::window::app()?.canonicalize()?, "{entry}");
    // Asked as any program of the desktop asks, and opened as it opens them.
    let asked = ["query", "default", "x-scheme-handler/firsthand"];
    let opens = answer(in_home("xdg-mime").args(asked))?;
    ensure!(opens == handler.trim_end_matches(';'), "xdg-mime says '{opens}': {entry}");
    answer(in_home("xdg-open").arg("firsthand://call?number=070-174%2006%2055&id=l1"))?;
    window.see(".state.call").await?;
    let customer = "return document.querySelector('#customer-field')?.value.replace(/ /g, '')";
    let customer = window.until("the link's caller is on the screen", customer).await?;
    ensure!(customer.as_str().is_some_and(|c| c.contains("701740655")), "{customer}");
    ensure!(window.app_processes()?.len() == 1, "there is one desk");

    // Another port for call events, on screen: at once, and the old one is free.
    let port = || -> Result<u64> {
        let told: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(data.join("calls.json"))?)?;
        told["port"].as_u64().context("no port")
    };
    let (first, wanted) =
        (port()?, std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port());
    window.press("Ctrl+,").await?;
    window.see("#set-http-port").await?;
    let typed = format!(
        "const field = document.querySelector('#set-http-port'); field.value = '{wanted}';
         field.dispatchEvent(new Event('change', {{ bubbles: true }})); return true"
    );
    window.until("the port is typed", &typed).await?;
    until("call events are taken on the new port", async || {
        (port().ok()? == u64::from(wanted)).then_some(())
    })
    .await?;
    let reaches = |port: u64| std::net::TcpStream::connect(("127.0.0.1", port as u16)).is_ok();
    ensure!(reaches(u64::from(wanted)) && !reaches(first), "the old listener still listens");
    let said =
        format!("return document.querySelector('.settings')?.innerText.includes('{wanted}')");
    window.until("the screen says where", &said).await?;
    window.close().await
}
