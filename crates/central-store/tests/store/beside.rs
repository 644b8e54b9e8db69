//! What others said of a contact stands in its history, wherever the contact goes.

use serde_json::{Value, json};

use crate::process::run;
use crate::site::{HOUR, NOW, Site, id, open, record};

/// Who reviewed contact 1, and what its customer answered, as the history of `customer` shows.
async fn shown(site: &Site, desk: &str, customer: &str) -> (Value, Value) {
    let asked = json!({"identities": [customer], "hours": 2400});
    let answer = site.post("/v1/history", desk, &asked).send().await.unwrap();
    let history: Value = answer.json().await.unwrap();
    let contacts = history["contacts"].as_array().unwrap();
    let one = contacts.iter().find(|c| c["contact_id"] == *id(1)).unwrap();
    (one["exclusion"]["reviewed_by"].clone(), one["survey"]["answer"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_and_a_survey_follow_a_contact_through_corrections_and_joined_customers() {
    let site = open().await;
    let (ivr, desk, board) = (site.source("ivr").await, site.desk("d").await, site.board().await);
    let mut call = record(1, "c-1", NOW - 60 * HOUR);
    call["exclusion"] = json!({"reason": "isolated_incident", "requested_by": "t1"});
    site.send(&desk, &[call.clone(), record(2, "c-1", NOW - 90 * HOUR)]).await;
    assert_eq!(shown(&site, &desk, "c-1").await, (Value::Null, Value::Null));

    let path = format!("/v1/exclusions/{}", id(1));
    let (status, told) = site.decide(&path, &board, &json!({"approve": true, "by": "s2"})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(shown(&site, &desk, "c-1").await, (json!("s2"), Value::Null));
    let survey = json!({"contact_id": id(1), "by": "sms", "at_ms": NOW - 50 * HOUR, "answer": "disputed"});
    site.survey(&ivr, &[survey]).await;
    let both = (json!("s2"), json!("disputed"));
    assert_eq!(shown(&site, &desk, "c-1").await, both);

    // A correction, one to another customer, and back again.
    for (revision, customer) in [(2, "c-1"), (3, "c-2"), (4, "c-1"), (5, "c-2")] {
        call["revision"] = json!(revision);
        call["customer"] = json!(customer);
        site.send(&desk, &[call.clone()]).await;
        assert_eq!(shown(&site, &desk, customer).await, both, "revision {revision}");
    }
    // Two who turn out to be one, asked for by either name, and by both.
    let merge = json!({"kept": "c-3", "gone": "c-2", "by": "s2"});
    site.send(&desk, &[record(3, "c-3", NOW - 70 * HOUR)]).await;
    let merged = site.post("/v1/identities/merges", &board, &merge).send().await.unwrap();
    assert_eq!(merged.status(), 200, "{}", merged.text().await.unwrap());
    for customer in ["c-2", "c-3"] {
        assert_eq!(shown(&site, &desk, customer).await, both, "{customer}");
    }
    while site.store.evaluate(100).await.unwrap() > 0 {}
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    run(site.folder.path(), &["verify"]);
}
