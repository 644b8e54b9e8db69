//! Call intake: each platform's messages as it sends them, the local endpoint over real sockets,
//! and a scripted Asterisk that speaks the real protocol.
#![expect(clippy::unwrap_used, reason = "a message that cannot be read is a failed test")]

mod asterisk;
mod cloudevents;
mod connect;
mod endpoint;
mod exchange;
mod link;
mod shift;
mod twilio;
mod zammad;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use contact::{Call, CallEvent, CallId, CallLog};
use telephony::settings::Calls;
use telephony::{Agents, Intake, Read, Reading};

/// 2025-03-03T10:00:00Z.
const NOW: i64 = 1_740_996_000_000;

fn everybody() -> Reading<'static> {
    static AGENTS: std::sync::LazyLock<Agents> = std::sync::LazyLock::new(Agents::default);
    Reading { region: "SE", now_ms: NOW, agents: &AGENTS }
}

/// An intake and what reaches the desk behind it. The clock stands still.
fn intake(settings: &Calls) -> (Intake, Receiver<CallEvent>) {
    let (sender, receiver) = channel();
    let desk = move |event| drop(sender.send(event));
    (Intake::open(settings, "SE", Arc::new(|| NOW), desk), receiver)
}

/// How a call stands after messages, in the order given.
fn call(id: &str, read: impl IntoIterator<Item = Read>) -> Call {
    let mut log = CallLog::default();
    for event in read {
        if let Some(event) = event.unwrap() {
            log.add(event);
        }
    }
    log.call(&CallId(id.into())).unwrap()
}

/// The messages in any order, all of them twice, come to the same call; a message left out still
/// makes a call.
fn holds_in_any_order(id: &str, messages: &[&dyn Fn() -> Read]) {
    let all = |order: &[usize]| call(id, order.iter().map(|n| messages[*n]()));
    let order: Vec<usize> = (0..messages.len()).collect();
    let whole = all(&order);
    let mut dice = fastrand::Rng::with_seed(7);
    for _ in 0..24 {
        let mut mixed: Vec<usize> = order.iter().chain(&order).copied().collect();
        dice.shuffle(&mut mixed);
        assert_eq!(all(&mixed), whole, "in the order {mixed:?}");
    }
    for missing in order.iter().filter(|_| order.len() > 1) {
        let rest: Vec<usize> = order.iter().copied().filter(|n| n != missing).collect();
        let call = all(&rest);
        assert!(
            call.hold_ms >= 0
                && call.ended_ms.unwrap_or(i64::MAX) >= call.connected_ms.unwrap_or(0)
        );
    }
}
