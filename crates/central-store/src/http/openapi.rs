//! What can be asked of the store, as an OpenAPI 3.1 document at `/v1/openapi.json`.
//!
//! The forms come from the very types that both sides use; the addresses are written down here,
//! and a test asks every one of them of a real server.
//!
//! Promises: an address that is served and not described fails a test, and so does the other way
//! round.

use contact::protocol::{
    Acks, Batch, ContactBatch, Enrol, Enrolled, FeedPage, Hello, History, HistoryRequest, Receipt,
    Reconcile, Reconciled, Renewed, SentContact, SentRecord, SentSurvey, SurveyBatch,
};
use contact::{Codes, Problem};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::http::review_calls::{
    Decision, Excluded, ExclusionList, MergeAsked, Merged, ProposalList, QuarantineList,
};

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
}

/// What a policy is made of, as parameters.
const POLICY: &[Parameter] = &[
    ("forward_h", "integer", "Hours in which no related contact may follow; 48 when left out"),
    ("backward_h", "integer", "Hours in which none may have come before; 48 when left out"),
    ("relation", "string", "`leaf`, `parent` or `any`"),
    ("channels", "string", "Channels with commas; all when left out"),
    ("watermark_ms", "integer", "Judge as of this moment; the store's own watermark when left out"),
];

/// Which contacts are counted or listed.
const SOME: &[Parameter] = &[
    ("queue", "string", "Count only contacts of these queues, with commas"),
    (
        "channel",
        "string",
        "Count only these channels; unlike `channels`, others are still neighbours",
    ),
    ("reason", "string", "Count only these reasons and all below them, with commas"),
    ("agent", "string", "Count only contacts of these agents, with commas"),
    ("language", "string", "Count only these languages, with commas"),
    (
        "team",
        "string",
        "Count only contacts of agents who were in these teams that day, with commas",
    ),
    (
        "article",
        "string",
        "Count only what these articles answered, with commas: `KB-1`, or a version, `KB-1@3`",
    ),
    ("from_ms", "integer", "Count only what ended after this"),
    ("to_ms", "integer", "Count only what ended no later than this"),
];

/// What figures take beside that, and lists do not.
const GROUPS: &[Parameter] = &[(
    "by",
    "string",
    "Also in groups: `day`, `reason`, `queue`, `channel`, `agent`, `language`, `team`, `article` or \
     `article_version`; a contact is in the group of every article that answered it",
)];

const PAGES: &[Parameter] = &[
    ("limit", "integer", "At most so many"),
    ("before", "string", "The `next` of the page before"),
];

const FEED: &[Parameter] = &[
    ("after", "integer", "The `next` of the page before; 0 is the snapshot of all that is there"),
    ("limit", "integer", "At most so many items"),
    ("wait", "integer", "Seconds to wait when there is nothing new, at most 25"),
];

const JSON: &str = "application/json";

#[expect(clippy::too_many_lines, reason = "a list")]
fn operations() -> Vec<Operation> {
    let op = |method, path, who, summary| Operation {
        method,
        path,
        who,
        summary,
        query: &[],
        asks: None,
        answers: (JSON, any),
    };
    let gives = |operation: Operation, form: Form| Operation { answers: (JSON, form), ..operation };
    let asks = |operation: Operation, form: Form| Operation { asks: Some(form), ..operation };
    let with = |operation: Operation, query| Operation { query, ..operation };
    use For::{Board, Centre, Desk, Everybody, Known, Source};
    vec![
        gives(
            asks(
                op("post", "/v1/enrol", Everybody, "A one-time code becomes a desk with a token"),
                form::<Enrol>,
            ),
            form::<Enrolled>,
        ),
        gives(
            with(
                op("get", "/v1/hello", Known, "How the store is doing, and what it takes at once"),
                &[&[
                    ("waiting", "integer", "Records that wait at the desk"),
                    ("wall", "integer", "The desk's wall clock, in milliseconds"),
                    ("boot", "string", "Names one start of the desk's machine"),
                ]],
            ),
            form::<Hello>,
        ),
        gives(
            op(
                "post",
                "/v1/token",
                Desk,
                "A new token; the old one is good until the new one is used",
            ),
            form::<Renewed>,
        ),
        gives(
            asks(
                op("post", "/v1/records", Desk, "Contacts from a desk; answered once durable"),
                form::<Batch>,
            ),
            form::<Receipt>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/reconcile",
                    Desk,
                    "Where the store has something else than it confirmed",
                ),
                form::<Reconcile>,
            ),
            form::<Reconciled>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/history",
                    Desk,
                    "What happened to a customer lately, by any of their identities",
                ),
                form::<HistoryRequest>,
            ),
            form::<History>,
        ),
        gives(
            with(
                op(
                    "get",
                    "/v1/feed/{scope}",
                    Desk,
                    "What goes down: `articles`, `codes`, `team` or `erased`",
                ),
                &[FEED],
            ),
            form::<FeedPage>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/contacts",
                    Source,
                    "Contacts of another channel; answered once durable",
                ),
                form::<ContactBatch>,
            ),
            form::<Acks>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/surveys",
                    Source,
                    "Invitations to surveys, and answers; answered once durable",
                ),
                form::<SurveyBatch>,
            ),
            form::<Acks>,
        ),
        with(
            op("get", "/v1/fcr", Centre, "The figures of a policy, of all contacts or of some"),
            &[POLICY, SOME, GROUPS],
        ),
        with(
            op(
                "get",
                "/v1/restatements",
                Board,
                "Published figures that moved afterwards, by how much and why, the newest first",
            ),
            &[&[("limit", "integer", "At most so many; 100 when left out")]],
        ),
        Operation {
            answers: ("application/x-ndjson", any),
            ..with(
                op("get", "/v1/verdicts", Centre, "The verdict on every contact, one a line"),
                &[POLICY, SOME],
            )
        },
        with(
            op("get", "/v1/contacts", Board, "The latest contacts with their verdicts"),
            &[POLICY, SOME, PAGES],
        ),
        gives(op("get", "/v1/codes", Known, "The centre's lists"), form::<Codes>),
        gives(
            with(
                op(
                    "get",
                    "/v1/exclusions",
                    Board,
                    "Contacts that somebody asked to leave out of the rate",
                ),
                &[&[(
                    "state",
                    "string",
                    "`requested` (when left out), `approved`, `refused` or `all`",
                )]],
            ),
            form::<ExclusionList>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/exclusions/{contact_id}",
                    Board,
                    "Approves or refuses one; never by who asked or took it",
                ),
                form::<Decision>,
            ),
            form::<Excluded>,
        ),
        gives(
            op(
                "get",
                "/v1/identities/proposals",
                Board,
                "Identities that may be one person, for a person to decide",
            ),
            form::<ProposalList>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/identities/proposals/{id}",
                    Board,
                    "Joins the two, or keeps them apart for good",
                ),
                form::<Decision>,
            ),
            form::<Merged>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/identities/merges",
                    Board,
                    "Joins two identities that a person knows to be one",
                ),
                form::<MergeAsked>,
            ),
            form::<Merged>,
        ),
        gives(
            asks(
                op("post", "/v1/identities/merges/{id}/undo", Board, "Takes a merge back"),
                form::<Decision>,
            ),
            form::<Merged>,
        ),
        gives(
            with(
                op("get", "/v1/quarantine", Board, "Records that were set aside, and why"),
                &[&[("limit", "integer", "At most so many")]],
            ),
            form::<QuarantineList>,
        ),
        op("get", "/v1/openapi.json", Everybody, "This document"),
        op("get", "/health", Everybody, "Whether the program is alive"),
        op("get", "/ready", Everybody, "Whether the store should be sent work"),
        with(
            op("get", "/v1/calls", Desk, "Calls of a desk's agent, from telephone systems"),
            &[&[
                ("agents", "string", "The telephone systems' names of the agent, with commas"),
                ("after", "integer", "The `next` of the answer before"),
                ("epoch", "string", "The `epoch` of the answer before"),
                ("wait", "integer", "Seconds to wait when there is nothing, at most 25"),
            ]],
        ),
        op("post", "/v1/calls/twilio", Everybody, "Twilio TaskRouter's events, signed by Twilio"),
        asks(op("post", "/v1/calls/connect", Source, "A contact event of Amazon Connect"), any),
        asks(op("post", "/v1/calls/cloudevents", Source, "CloudEvents, one or a batch"), any),
        Operation {
            answers: ("text/plain", any),
            ..op("get", "/metrics", Everybody, "Counts and times, as OpenMetrics")
        },
    ]
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
    if operation.who != For::Everybody {
        for status in ["401", "403"] {
            responses[status] = refused.clone();
        }
    }
    for status in ["429", "503"] {
        responses[status] = json!({
            "description": "Later: see Retry-After",
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
        for status in ["413", "415"] {
            described["responses"][status] = refused.clone();
        }
    }
    if operation.path.starts_with("/v1/feed") {
        described["responses"]["410"] = json!({
            "description": "The cursor is from another time of the store: begin again with after=0",
            "content": {(JSON): {"schema": problem}},
        });
    }
    if operation.who == For::Desk {
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
