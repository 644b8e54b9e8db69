//! One desk per data folder: a second start hands its link to the first and ends; what is thrown at
//! the endpoint does not slow the window; no customer stands in the log.

use anyhow::{Context, Result, ensure};
use journeys::floor::Floor;
use journeys::telephone::Telephone;
use journeys::window::{Window, command_line};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_over_its_link_and_a_flood_leaves_the_window_quick() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");
    super::shift::quiet(&data)?;
    let window = Window::open(&arguments, 1280, 800).await?;
    window.see(".state.ready").await?;

    let output = window.second_start(&["firsthand://call?number=070-174%2006%2044&id=l1"])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "the second start failed: {said}");
    window.see(".state.call").await?;
    let customer = "return document.querySelector('#customer-field')?.value.replace(/ /g, '')";
    let customer = window.until("the link's caller is on the screen", customer).await?;
    ensure!(customer.as_str().is_some_and(|c| c.contains("701740644")), "{customer}");
    ensure!(window.app_processes()?.len() == 1, "there is one desk");
    let nonsense = window.second_start(&["https://example.org/"])?;
    ensure!(!nonsense.status.success(), "what is no link of ours is refused");

    // A flood of events beside bodies that are far too large, while somebody types.
    let mut telephone = Telephone::of(&data, &floor.clock)?;
    let flood = tokio::task::spawn_blocking(move || -> Result<(u32, u32)> {
        let (mut taken, mut refused) = (0, 0);
        for n in 0..1_500_u32 {
            // Twenty calls at once, and then more than any telephone has.
            let call = if n < 1_200 { n % 20 } else { n };
            let event = telephone.offered(&format!("flood-{call}"), "anonymous", "support");
            match telephone.tell(&event) {
                Ok(()) => taken += 1,
                Err(_) => refused += 1,
            }
            if n % 300 == 0 {
                let large = format!("{{\"x\":\"{}\"}}", "y".repeat(10 * 1024 * 1024));
                // It may be hung up on before it has said all of it.
                ensure!(telephone.send(&large).map_or(413, |status| status) == 413);
            }
        }
        Ok((taken, refused))
    });
    super::shift::watch(&window).await?;
    for query in ["router", "invoice", "wifi", "faktura", "reset", "moving"] {
        super::finds_something(&window, query).await?;
    }
    let (taken, refused) = flood.await??;
    let measured = super::shift::measured(&window, "painted").await?;
    println!(
        "1,500 events at once: {taken} taken, {refused} refused; key to painted results meanwhile: {measured}"
    );
    ensure!(taken >= 400 && refused > 0, "{taken} taken, {refused} refused");
    window.see(".state.call").await?;

    let log = std::fs::read_to_string(data.join("log/firsthand.log")).context("the log")?;
    ensure!(!log.contains("1740644") && !log.contains("174%20"), "a number stands in the log");
    ensure!(log.contains("call events are taken"), "the log says nothing");
    window.close().await
}
