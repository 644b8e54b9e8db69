//! The short and the whole form of what a customer answered.

use contact::{Survey, SurveyAnswer};
use serde_json::{from_value, json, to_value};

fn read(value: serde_json::Value) -> Survey {
    from_value(value).unwrap()
}

#[test]
fn the_short_form_is_the_answer_alone() {
    for (word, answer) in [
        ("confirmed", Some(SurveyAnswer::Confirmed)),
        ("disputed", Some(SurveyAnswer::Disputed)),
        ("invited", None),
        ("none", None),
    ] {
        assert_eq!(read(json!(word)), Survey { answer, by: None, at_ms: None }, "{word}");
    }
}

#[test]
fn the_whole_form_may_leave_everything_out() {
    let whole = Survey {
        answer: Some(SurveyAnswer::Confirmed),
        by: Some("sms".into()),
        at_ms: Some(1_767_700_000_000),
    };
    let value = json!({"answer": "confirmed", "by": "sms", "at_ms": 1_767_700_000_000_i64});
    assert_eq!(read(value.clone()), whole);
    assert_eq!(to_value(&whole).unwrap(), value);
    assert_eq!(read(json!({})), Survey::default());
    assert_eq!(read(json!({"by": "ivr"})).by.as_deref(), Some("ivr"));
    assert_eq!(to_value(Survey::default()).unwrap(), json!({}), "invited, in the whole form");
}

#[test]
fn a_short_form_is_written_back_whole() {
    assert_eq!(to_value(read(json!("disputed"))).unwrap(), json!({"answer": "disputed"}));
}

#[test]
fn anything_else_is_refused() {
    for value in [
        json!("maybe"),
        json!("Confirmed"),
        json!(""),
        json!(true),
        json!(1),
        json!(["confirmed"]),
        json!({"answer": "maybe"}),
        json!({"at_ms": "yesterday"}),
    ] {
        assert!(from_value::<Survey>(value.clone()).is_err(), "{value} was taken");
    }
}
