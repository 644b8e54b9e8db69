//! The addresses of the interface: who may ask, with what, and what is answered.

use contact::Codes;
use contact::fcr::Judged;
use contact::protocol::{
    Acks, Batch, CallPage, ContactBatch, Enrol, Enrolled, FeedPage, Hello, History, HistoryRequest,
    Receipt, Reconcile, Reconciled, Renewed, SurveyBatch,
};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::{For, Form, JSON, Operation, Parameter, any, form};
use crate::Restatement;
use crate::figures::{Figures, ShownPage};
use crate::http::quarantine_calls::{Chosen, Dropped, QuarantineList, Replay};
use crate::http::review_calls::{
    Decision, Excluded, ExclusionList, MergeAsked, Merged, PartAsked, ProposalList,
};
use crate::http::vitals::{Alive, FORM, Ready};
use crate::noted::{Choices, Noted};
use crate::titles::Titled;

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
    ("from_ms", "integer", "Count only what ended after this"),
    ("to_ms", "integer", "Count only what ended no later than this"),
];

/// The same, where a contact's articles are known.
const ANSWERED: &[Parameter] = &[(
    "article",
    "string",
    "Count only what these articles answered, with commas: `KB-1`, or a version, `KB-1@3`",
)];

/// What figures take beside that, and lists do not.
const GROUPS: &[Parameter] = &[
    (
        "by",
        "string",
        "Also in groups: `day`, `week`, `reason` (its first segment), `whole_reason`, `queue`, `channel`, \
         `agent`, `language`, `team`, `article` or `article_version`; a contact is in the group of every article that answered it",
    ),
    ("presets", "string", "`none` counts the policy alone, without the usual windows beside it"),
];

const PAGES: &[Parameter] = &[
    ("limit", "integer", "At most so many"),
    ("before", "string", "The `next` of the page before"),
];

const FEED: &[Parameter] = &[
    ("after", "integer", "The `next` of the page before; 0 is the snapshot of all that is there"),
    ("limit", "integer", "At most so many items"),
    ("wait", "integer", "Seconds to wait when there is nothing new, at most 25"),
];

const LINES: &[Parameter] =
    &[("limit", "integer", "At most so many, 500 at the most; 100 when left out")];

fn text(_: &mut SchemaGenerator) -> Value {
    json!({"type": "string"})
}

/// One event, or a list of them; what is in one is the business of who made the form.
fn one_or_more(_: &mut SchemaGenerator) -> Value {
    json!({"oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]})
}

/// What became of the events of a telephone system.
fn taken(_: &mut SchemaGenerator) -> Value {
    let many = |what: &str| json!({"type": "integer", "minimum": 0, "description": what});
    json!({
        "type": "object",
        "properties": {
            "accepted": many("Handed to the desks"),
            "ignored": many("Known already, or of no call"),
            "refused": many("Could not be read"),
        },
        "required": ["accepted", "ignored", "refused"],
    })
}

/// Everything that can be asked, in the order of the document.
#[expect(clippy::too_many_lines, reason = "a list")]
pub(super) fn operations() -> Vec<Operation> {
    let op = |method, path, who, summary| Operation {
        method,
        path,
        who,
        summary,
        query: &[],
        asks: None,
        answers: (JSON, any),
        refuses: &[],
    };
    let gives = |operation: Operation, form: Form| Operation { answers: (JSON, form), ..operation };
    let asks = |operation: Operation, form: Form| Operation { asks: Some(form), ..operation };
    let with = |operation: Operation, query| Operation { query, ..operation };
    let or = |operation: Operation, refuses| Operation { refuses, ..operation };
    use For::{Board, Centre, Desk, Everybody, Known, Source, Watcher};
    vec![
        or(
            gives(
                asks(
                    op(
                        "post",
                        "/v1/enrol",
                        Everybody,
                        "A one-time code becomes a desk with a token",
                    ),
                    form::<Enrol>,
                ),
                form::<Enrolled>,
            ),
            &[401],
        ),
        gives(
            with(
                op("get", "/v1/hello", Known, "How the store is doing, and what it takes at once"),
                &[&[
                    ("waiting", "integer", "Records that wait at the desk"),
                    ("heard_seq", "integer", "The highest seq that the store said to have of it"),
                    ("heard_epoch", "string", "The epoch in which it said so"),
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
        or(
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
            &[404],
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
        gives(
            with(
                op("get", "/v1/fcr", Centre, "The figures of a policy, of all contacts or of some"),
                &[POLICY, SOME, ANSWERED, GROUPS],
            ),
            form::<Figures>,
        ),
        gives(
            with(
                op(
                    "get",
                    "/v1/restatements",
                    Board,
                    "Published figures that moved afterwards, by how much and why, the newest first",
                ),
                &[&[("limit", "integer", "At most so many; 100 when left out")]],
            ),
            form::<Vec<Restatement>>,
        ),
        gives(
            with(
                op("get", "/v1/teams", Board, "The names of the teams that somebody was in"),
                &[&[("from_ms", "integer", "Only teams that somebody was in after this")]],
            ),
            form::<Vec<String>>,
        ),
        Operation {
            answers: ("application/x-ndjson", form::<Judged>),
            ..with(
                op("get", "/v1/verdicts", Centre, "The verdict on every contact, one a line"),
                &[POLICY, SOME, ANSWERED],
            )
        },
        gives(
            with(
                op("get", "/v1/contacts", Board, "The latest contacts with their verdicts"),
                &[POLICY, SOME, ANSWERED, PAGES],
            ),
            form::<ShownPage>,
        ),
        gives(op("get", "/v1/codes", Known, "The centre's lists"), form::<Codes>),
        gives(
            with(
                op(
                    "get",
                    "/v1/noted",
                    Board,
                    "What agents noted: root causes, gaps of knowledge, faults of articles",
                ),
                &[POLICY, SOME, &[("limit", "integer", "At most so many gaps and articles")]],
            ),
            form::<Noted>,
        ),
        gives(
            op("get", "/v1/choices", Board, "Queues and languages that contacts came in"),
            form::<Choices>,
        ),
        gives(
            with(
                op("get", "/v1/titles", Board, "What articles are called"),
                &[&[
                    ("lang", "string", "In this language, or in another where there is none in it"),
                    ("articles", "string", "Of these articles, with commas; 200 at most"),
                ]],
            ),
            form::<Vec<Titled>>,
        ),
        gives(
            with(
                op(
                    "get",
                    "/v1/exclusions",
                    Board,
                    "Contacts that somebody asked to leave out of the rate",
                ),
                &[
                    &[(
                        "state",
                        "string",
                        "`requested` (when left out), `approved`, `refused` or `all`",
                    )],
                    LINES,
                ],
            ),
            form::<ExclusionList>,
        ),
        or(
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
            &[404, 409],
        ),
        gives(
            with(
                op(
                    "get",
                    "/v1/identities/proposals",
                    Board,
                    "Identities that may be one person, for a person to decide",
                ),
                &[LINES],
            ),
            form::<ProposalList>,
        ),
        or(
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
            &[404, 409],
        ),
        or(
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
            &[409],
        ),
        or(
            gives(
                asks(
                    op("post", "/v1/identities/merges/{id}/undo", Board, "Takes a merge back"),
                    form::<Decision>,
                ),
                form::<Merged>,
            ),
            &[404, 409],
        ),
        or(
            gives(
                asks(
                    op(
                        "post",
                        "/v1/identities/part",
                        Board,
                        "Parts an identity from the person it was joined to, by a hand or by itself",
                    ),
                    form::<PartAsked>,
                ),
                form::<Merged>,
            ),
            &[409],
        ),
        gives(
            with(
                op("get", "/v1/quarantine", Board, "Records that were set aside, and why"),
                &[LINES],
            ),
            form::<QuarantineList>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/quarantine/replay",
                    Board,
                    "Tries records that were set aside once more, by today's lists and rules",
                ),
                form::<Chosen>,
            ),
            form::<Replay>,
        ),
        gives(
            asks(
                op(
                    "post",
                    "/v1/quarantine/drop",
                    Board,
                    "Throws records away that were set aside; it cannot be taken back",
                ),
                form::<Chosen>,
            ),
            form::<Dropped>,
        ),
        op("get", "/v1/openapi.json", Everybody, "This document"),
        gives(op("get", "/health", Everybody, "Whether the program is alive"), form::<Alive>),
        gives(
            op("get", "/ready", Everybody, "Whether the store should be sent work"),
            form::<Ready>,
        ),
        gives(
            with(
                op("get", "/v1/calls", Desk, "Calls of a desk's agent, from telephone systems"),
                &[&[
                    ("agents", "string", "The telephone systems' names of the agent, with commas"),
                    ("after", "integer", "The `next` of the answer before"),
                    ("epoch", "string", "The `epoch` of the answer before"),
                    ("wait", "integer", "Seconds to wait when there is nothing, at most 25"),
                ]],
            ),
            form::<CallPage>,
        ),
        or(
            gives(
                op(
                    "post",
                    "/v1/calls/twilio",
                    Everybody,
                    "Twilio TaskRouter's events, signed by Twilio; 404 where it is not set up",
                ),
                taken,
            ),
            &[401, 404, 408, 413],
        ),
        gives(
            asks(op("post", "/v1/calls/connect", Source, "A contact event of Amazon Connect"), any),
            taken,
        ),
        gives(
            asks(
                op("post", "/v1/calls/cloudevents", Source, "CloudEvents, one or a batch"),
                one_or_more,
            ),
            taken,
        ),
        Operation {
            answers: (FORM, text),
            ..op("get", "/metrics", Watcher, "Counts and times, as OpenMetrics")
        },
    ]
}
