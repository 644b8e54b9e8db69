//! One desk per data folder: a second start hands its link to the first and ends; no customer stands
//! in the log.

use anyhow::{Context, Result, ensure};
use journeys::floor::Floor;
use journeys::seat::begun;
use journeys::shift::quiet;
use journeys::window::{Window, command_line};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_over_its_link() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");
    quiet(&data)?;
    begun(&data, &floor.clock)?;
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

    let log = std::fs::read_to_string(data.join("log/firsthand.log")).context("the log")?;
    ensure!(!log.contains("1740644") && !log.contains("174%20"), "a number stands in the log");
    ensure!(log.contains("call events are taken"), "the log says nothing");
    window.close().await
}
