//! What is counted while serving, for whoever watches the store.
//!
//! Promises: labels are address patterns, statuses and fixed words, so their number is bounded and
//! none of them can hold what a stranger wrote. Names are listed in docs/operating.md.
//! Deliberately absent: who may read them (see `http::vitals`).

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use contact::protocol::AckStatus;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::vitals::Vitals;

type Labels<const N: usize> = [(&'static str, String); N];
type Seconds = Family<Labels<2>, Histogram, fn() -> Histogram>;

/// Half a millisecond to half a minute.
const LATENCIES: [f64; 15] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

fn latencies() -> Histogram {
    Histogram::new(LATENCIES)
}

/// The counts of one server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels<3>, Counter>,
    seconds: Seconds,
    records: Family<Labels<1>, Counter>,
    queue: Gauge,
    queue_places: Gauge,
    waiting: Gauge,
    quarantined: Gauge,
    desks: Gauge,
    silent: Gauge,
    watermark: Gauge<f64, AtomicU64>,
    audited: Gauge<f64, AtomicU64>,
    differences: Gauge,
    went_back: Gauge<f64, AtomicU64>,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("central_store");
        let metrics = Metrics {
            requests: Family::default(),
            seconds: Family::new_with_constructor(latencies),
            records: Family::default(),
            queue: Gauge::default(),
            queue_places: Gauge::default(),
            waiting: Gauge::default(),
            quarantined: Gauge::default(),
            desks: Gauge::default(),
            silent: Gauge::default(),
            watermark: Gauge::default(),
            audited: Gauge::default(),
            differences: Gauge::default(),
            went_back: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests answered", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to its answer's head",
            Unit::Seconds,
            metrics.seconds.clone(),
        );
        registry.register(
            "records",
            "Records acknowledged, by what became of them",
            metrics.records.clone(),
        );
        for (name, help, gauge) in [
            ("queue_depth", "Writes that wait", &metrics.queue),
            ("queue_places", "Writes that may wait", &metrics.queue_places),
            (
                "evaluator_backlog",
                "Entries of the queue whose customers are still to be evaluated",
                &metrics.waiting,
            ),
            ("quarantined_records", "Records set aside for a person", &metrics.quarantined),
            ("desks", "Desks that are enrolled and not revoked", &metrics.desks),
            (
                "silent_desks",
                "Desks left out of the figures, because they were silent for too long",
                &metrics.silent,
            ),
            (
                "audit_differences",
                "Sums that the last audit found wrong; 0 is the only good value",
                &metrics.differences,
            ),
        ] {
            registry.register(name, help, gauge.clone());
        }
        registry.register_with_unit(
            "watermark_timestamp",
            "Up to here every desk that counts has reported everything",
            Unit::Seconds,
            metrics.watermark.clone(),
        );
        registry.register_with_unit(
            "audit_timestamp",
            "When the last audit ended; 0 when there was none",
            Unit::Seconds,
            metrics.audited.clone(),
        );
        registry.register_with_unit(
            "went_back_timestamp",
            "When a desk last showed that the store has less than it had told it; 0 when never",
            Unit::Seconds,
            metrics.went_back.clone(),
        );
        Metrics { registry, ..metrics }
    }

    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        let labels =
            [("method", method.clone()), ("route", route.clone()), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        self.seconds
            .get_or_create(&[("method", method), ("route", route)])
            .observe(took.as_secs_f64());
    }

    pub(crate) fn acked(&self, status: AckStatus) {
        let word = match status {
            AckStatus::Stored => "stored",
            AckStatus::Same => "same",
            AckStatus::Older => "older",
            AckStatus::Quarantined => "quarantined",
            AckStatus::Erased => "erased",
        };
        self.records.get_or_create(&[("status", word.to_owned())]).inc();
    }

    /// Everything as text, with the state of the store as `vitals` found it.
    pub(crate) fn text(&self, vitals: &Vitals) -> String {
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.queue.set(whole(vitals.queue_depth));
        self.queue_places.set(whole(vitals.queue_places));
        self.waiting.set(whole(vitals.evaluator_backlog));
        self.quarantined.set(whole(vitals.quarantined));
        self.desks.set(whole(vitals.desks));
        self.silent.set(whole(vitals.silent_desks));
        self.watermark.set(seconds(vitals.watermark));
        self.audited.set(seconds(vitals.audited_at.unwrap_or(0)));
        self.differences.set(whole(vitals.audit_differences));
        self.went_back.set(seconds(vitals.went_back_at.unwrap_or(0)));
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

fn seconds(ms: contact::Ms) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a moment in milliseconds is far below 2^53")]
    let ms = ms as f64;
    ms / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_written_with_its_labels() {
        let metrics = Metrics::new();
        metrics.answered("POST", "/v1/records", 200, Duration::from_millis(3));
        metrics.answered("POST", "/v1/records", 200, Duration::from_millis(3));
        metrics.acked(AckStatus::Stored);
        let vitals = Vitals { silent_desks: 2, watermark: 1_500, ..Vitals::default() };
        let text = metrics.text(&vitals);
        for line in [
            "central_store_requests_total{method=\"POST\",route=\"/v1/records\",status=\"200\"} 2",
            "central_store_request_duration_seconds_bucket{le=\"0.005\",method=\"POST\",route=\"/v1/records\"} 2",
            "central_store_records_total{status=\"stored\"} 1",
            "central_store_silent_desks 2",
            "central_store_watermark_timestamp_seconds 1.5",
            "# EOF",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    }
}
