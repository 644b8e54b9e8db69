//! What can be asked of the store, as an OpenAPI 3.1 document at `/v1/openapi.json`.
//!
//! The forms come from the very types that both sides use; the addresses are written down here,
//! and a test asks every one of them of a real server.
//!
//! Promises: an address that is served and not described fails a test, and so does the other way
//! round.

mod operations;

use contact::Problem;
use contact::protocol::{SentContact, SentRecord, SentSurvey};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use operations::operations;

const JSON: &str = "application/json";

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    Desk,
    Source,
    Board,
    /// Desks and supervisors.
    Centre,
    Known,
    /// Whoever watches the store: with the metrics token or, where there is none, from its machine.
    Watcher,
}

/// Makes the form of a body known and gives the reference to it.
type Form = fn(&mut SchemaGenerator) -> Value;

fn form<T: JsonSchema>(forms: &mut SchemaGenerator) -> Value {
    forms.subschema_for::<T>().to_value()
}

fn any(_: &mut SchemaGenerator) -> Value {
    json!({"type": "object"})
}

/// Name, type, and what it means.
type Parameter = (&'static str, &'static str, &'static str);

/// One thing that can be asked.
struct Operation {
    method: &'static str,
    path: &'static str,
    who: For,
    summary: &'static str,
    query: &'static [&'static [Parameter]],
    asks: Option<Form>,
    answers: (&'static str, Form),
    /// How it may be refused beside what holds for all who may ask and for every body.
    refuses: &'static [u16],
}

/// The whole document.
pub(super) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut forms = settings.into_generator();
    let problem = form::<Problem>(&mut forms);
    // What the records of a batch are, each by itself.
    for one in [form::<SentRecord>, form::<SentContact>, form::<SentSurvey>] {
        one(&mut forms);
    }
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described(&operation, &problem, &mut forms);
    }
    let mut schemas = forms.take_definitions(true);
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Firsthand central store",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "What desks, other systems and supervisors say to the central store. \
                Times are milliseconds since 1970 in UTC. A record that cannot be used is \
                acknowledged as quarantined, with the field that is wrong; it never fails its batch.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "desk": {"type": "http", "scheme": "bearer", "description": "A desk's token, from /v1/enrol"},
                "source": {"type": "http", "scheme": "bearer", "description": "A source's key: central-store key --source NAME"},
                "metrics": {"type": "http", "scheme": "bearer", "description": "The setting metrics_token; where there is none, this machine alone may ask"},
                "board": {"type": "http", "scheme": "bearer", "description": "A key to the board: central-store board-key"},
            },
        },
    })
}

fn described(operation: &Operation, problem: &Value, forms: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    for part in operation.path.split('/') {
        if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            parameters.push(
                json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
            );
        }
    }
    for (name, kind, what) in operation.query.iter().copied().flatten() {
        parameters.push(
            json!({"name": name, "in": "query", "description": what, "schema": {"type": kind}}),
        );
    }
    let (media, answer) = operation.answers;
    let refused = json!({
        "description": "What happened, what is safe, what to do",
        "content": {(JSON): {"schema": problem}},
    });
    let mut responses = json!({
        "200": {"description": "Done", "content": {(media): {"schema": answer(forms)}}},
        "400": refused,
    });
    let strangers: &[u16] = match operation.who {
        For::Everybody => &[],
        For::Known => &[401],
        For::Desk | For::Source | For::Board | For::Centre | For::Watcher => &[401, 403],
    };
    let takes: &[u16] = if operation.asks.is_some() { &[408, 413, 415] } else { &[] };
    for status in strangers.iter().chain(takes).chain(operation.refuses) {
        responses[status.to_string()] = refused.clone();
    }
    // Only who sends something can send too much at once.
    let too_much = (operation.method == "post")
        .then_some(("429", "Too much of this sender is in work: see Retry-After"));
    for (status, what) in too_much.into_iter().chain([("503", "Later: see Retry-After")]) {
        responses[status] = json!({
            "description": what,
            "headers": {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}},
            "content": {(JSON): {"schema": problem}},
        });
    }
    let mut described = json!({
        "summary": operation.summary,
        "operationId": operation_id(operation),
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(asks) = operation.asks {
        described["requestBody"] = json!({
            "required": true,
            "description": "Above 1 KiB best packed: Content-Encoding zstd, gzip or deflate",
            "content": {(JSON): {"schema": asks(forms)}},
        });
    }
    if operation.path.starts_with("/v1/feed") {
        described["responses"]["410"] = json!({
            "description": "The cursor is from another time of the store: begin again with after=0",
            "content": {(JSON): {"schema": problem}},
        });
    }
    if matches!(operation.who, For::Desk | For::Centre | For::Known) {
        described["responses"]["426"] = json!({
            "description": "The desk is too old: keep what waits, and update",
            "content": {(JSON): {"schema": problem}},
        });
    }
    let security = match operation.who {
        For::Everybody => json!([]),
        For::Desk => json!([{"desk": []}]),
        For::Source => json!([{"source": []}]),
        For::Board => json!([{"board": []}]),
        For::Centre => json!([{"desk": []}, {"board": []}]),
        For::Known => json!([{"desk": []}, {"source": []}, {"board": []}]),
        For::Watcher => json!([{"metrics": []}, {}]),
    };
    described["security"] = security;
    described
}

fn operation_id(operation: &Operation) -> String {
    let mut id = operation.method.to_owned();
    for part in operation.path.trim_start_matches("/v1").split(['/', '.']) {
        let part = part.trim_matches(['{', '}']);
        if !part.is_empty() {
            id.push('_');
            id.push_str(part);
        }
    }
    id
}

pub(super) async fn answer() -> axum::Json<Value> {
    axum::Json(document())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_the_one_that_was_reviewed() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&document()).unwrap());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        let mut seen = 0;
        for part in text.split("\"$ref\":\"").skip(1) {
            let path = part.split('"').next().unwrap();
            let pointer = path.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{path}");
            seen += 1;
        }
        assert!(seen > 40, "only {seen}");
    }

    #[test]
    fn every_address_that_is_served_is_described_and_the_other_way_round() {
        let described: std::collections::BTreeSet<&str> =
            operations().iter().map(|operation| operation.path).collect();
        let served: std::collections::BTreeSet<&str> =
            crate::http::routes().paths.iter().copied().collect();
        assert_eq!(described, served);
    }
}
