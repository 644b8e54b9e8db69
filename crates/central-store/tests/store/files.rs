//! Other systems' exports, brought in by the mappings that are documented.

use central_store::import::{Counts, Mapping, Rejected, foreign};
use serde_json::{Value, json};

use crate::process::{command, told};
use crate::site::{Site, holds, open};

const CDR: &str = "\
\"\",\"0701740612\",\"support\",\"from-trunk\",\"\"\"Sara\"\" <0701740612>\",\"PJSIP/t-1\",\"a7\",\"Queue\",\"support\",\"2025-03-03 11:00:00\",\"2025-03-03 11:00:05\",\"2025-03-03 11:06:05\",365,360,\"ANSWERED\",\"DOCUMENTATION\",\"1741.1\",\"\"
\"\",\"0701740612\",\"support\",\"from-trunk\",\"\",\"PJSIP/t-2\",\"a8\",\"Queue\",\"support\",\"2025-03-04 11:00:00\",\"2025-03-04 11:00:05\",\"2025-03-04 11:02:05\",125,120,\"ANSWERED\",\"DOCUMENTATION\",\"1741.2\",\"\"
\"\",\"anonymous\",\"support\",\"from-trunk\",\"\",\"PJSIP/t-3\",\"a8\",\"Queue\",\"support\",\"2025-03-04 12:00:00\",\"2025-03-04 12:00:05\",\"2025-03-04 12:02:05\",125,120,\"ANSWERED\",\"DOCUMENTATION\",\"1741.3\",\"\"
\"\",\"0701740613\",\"support\",\"from-trunk\",\"\",\"PJSIP/t-4\",\"\",\"Queue\",\"support\",\"2025-03-04 12:00:00\",\"\",\"2025-03-04 12:02:05\",125,0,\"NO ANSWER\",\"DOCUMENTATION\",\"1741.4\",\"\"
\"\",\"a7\",\"0701740612\",\"from-internal\",\"\",\"PJSIP/a7-1\",\"t\",\"Dial\",\"\",\"2025-03-04 13:00:00\",\"2025-03-04 13:00:05\",\"2025-03-04 13:02:05\",125,120,\"ANSWERED\",\"DOCUMENTATION\",\"1741.5\",\"\"
\"\",\"0701740613\",\"support\",\"from-trunk\",\"\",\"PJSIP/t-6\",\"a8\",\"Queue\",\"support\",\"yesterday\",\"\",\"\",125,120,\"ANSWERED\",\"DOCUMENTATION\",\"1741.6\",\"\"
";

const TICKETS: &str = r#"{"id":35436,"created_at":"2025-03-03T10:00:00Z","updated_at":"2025-03-03T12:00:00Z","via":{"channel":"email"},"status":"solved","requester":{"email":"Sara@Example.org","phone":"+46 70 174 06 12","locale":"sv"},"assignee":{"email":"bo@centre.example"},"group":{"name":"support-sv"},"tags":["x"]}
{"id":35437,"created_at":"2025-03-03T10:30:00Z","updated_at":"2025-03-03T10:30:00Z","via":{"channel":"whatsapp"},"status":"open","requester":{"phone":"0046701740699"},"assignee":null,"group":null}
"#;

const LETTERS: &str = "Conversation ID;From;Received;Closed;Category;Resolved;Handled by;Mailbox\n\
    c1;Åsa@example.org;2025-03-03 11:00;2025-03-03 12:30;Invoice;yes;a7;faktura\n\
    c2;bo@example.org;2025-03-03 11:00;2025-03-04 12:30;;;a7;faktura\n";

const CHATS: &str = "chat_id\tstarted_at\tduration\ttopic\tresolved\ttransferred\tagent\tdepartment\tlanguage\temail\tphone\tvisitor_handle\n\
    k1\t1740996000\t05:30\tbilling/refund\ttrue\tno\ta7\tbilling\tzh-Hans\t\t\t@xiaoming\n";

const ANSWERS: &str = "ticket,answered,how,was it resolved,stars,comment\n\
    35436,2025-03-04 09:00,email,no,2,\"still, broken\"\n\
    35437,2025-03-04 09:00,email,,,\n\
    35438,2025-03-04 09:00,email,maybe,,\n";

fn mapping(name: &str) -> Mapping {
    let path = format!("{}/../../docs/mappings/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    Mapping::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn import(site: &Site, name: &str, file: &[u8]) -> (Counts, Vec<Rejected>) {
    let mut rejected = Vec::new();
    let told = |_: &Counts, rows: &[Rejected], _: &str| {
        rejected.extend_from_slice(rows);
        Ok(())
    };
    let counts = foreign(&site.store, file, "csv", &mapping(name), told).await.unwrap();
    (counts, rejected)
}

async fn shown(site: &Site) -> Vec<Value> {
    let board = site.board().await;
    let page = site.json("/v1/contacts?limit=200", &board).await;
    page["contacts"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_calls_gives_a_first_report_without_any_telephony() {
    let site = open().await;
    let (counts, rejected) = import(&site, "asterisk-cdr", CDR.as_bytes()).await;
    assert_eq!((counts.lines, counts.stored, counts.skipped, counts.rejected), (6, 3, 2, 1));
    assert_eq!((rejected[0].line, rejected[0].problem.field.as_deref()), (6, Some("start")));
    assert!(String::from_utf8_lossy(&rejected[0].text).contains("1741.6"), "the row as it was");
    let calls = shown(&site).await;
    let first = calls.iter().find(|c| c["start_ms"] == 1_740_996_000_000_i64).unwrap();
    assert_eq!((&first["verdict"], &first["agent"]), (&json!("failed"), &json!("a7")), "{first}");
    assert_eq!(calls.iter().filter(|c| c["verdict"] == "unlinkable").count(), 1, "anonymous");
    let again = import(&site, "asterisk-cdr", CDR.as_bytes()).await.0;
    assert_eq!((again.stored, again.same), (0, 3), "the same file twice changes nothing");
    assert!(!holds(&site.bytes(), "46701740612"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_letters_chats_and_answers_come_in_by_their_mappings() {
    let site = open().await;
    let (counts, rejected) = import(&site, "zendesk-tickets", TICKETS.as_bytes()).await;
    assert_eq!((counts.stored, counts.rejected), (2, 0), "{rejected:?}");
    let later = TICKETS.replace("2025-03-03T12:00:00Z", "2025-03-05T12:00:00Z").replace("solved", "open");
    assert_eq!(import(&site, "zendesk-tickets", later.as_bytes()).await.0.stored, 1);
    assert_eq!(import(&site, "zendesk-tickets", TICKETS.as_bytes()).await.0.older, 1);

    let western = encoding_rs::WINDOWS_1252.encode(LETTERS).0.into_owned();
    let (counts, rejected) = import(&site, "email", &western).await;
    assert_eq!((counts.stored, counts.rejected), (2, 0), "{rejected:?}");
    let (counts, rejected) = import(&site, "chat", CHATS.as_bytes()).await;
    assert_eq!((counts.stored, counts.rejected), (1, 0), "{rejected:?}");
    let (counts, rejected) = import(&site, "survey", ANSWERS.as_bytes()).await;
    assert_eq!((counts.stored, counts.rejected), (2, 1), "{rejected:?}");
    assert_eq!(rejected[0].problem.field.as_deref(), Some("answer"));

    let all = shown(&site).await;
    let of = |channel: &str| all.iter().filter(|c| c["channel"] == channel).count();
    assert_eq!((of("email"), of("whatsapp"), of("chat")), (3, 1, 1), "{all:?}");
    let chat = all.iter().find(|c| c["channel"] == "chat").unwrap();
    assert_eq!(chat["end_ms"].as_i64().unwrap() - chat["start_ms"].as_i64().unwrap(), 330_000);
    let board = site.board().await;
    let figures = site.json("/v1/fcr", &board).await;
    assert_eq!((&figures["response"]["k"], &figures["response"]["n"]), (&json!(1), &json!(2)), "{figures}");
    for text in ["sa@example", "xiaoming", "46701740612", "still, broken sara"] {
        assert!(!holds(&site.bytes(), text), "{text} is kept in the clear");
    }
}

/// The program itself, with what it leaves beside the file.
#[test]
fn rejected_rows_are_beside_the_file_and_can_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.csv");
    let bad = LETTERS.replace("2025-03-03 12:30", "noon");
    std::fs::write(&file, &bad).unwrap();
    let mapping = format!("{}/../../docs/mappings/email.toml", env!("CARGO_MANIFEST_DIR"));
    let run = |file: &std::path::Path| {
        let line = ["import", "contacts", file.to_str().unwrap(), "--mapping", &mapping];
        let output = command(folder.path(), &line);
        assert!(output.status.success(), "{}", told(&output));
        told(&output)
    };
    let said = run(&file);
    assert!(said.contains("2 rows: 1 stored") && said.contains("1 rejected"), "{said}");
    let aside = folder.path().join("letters.csv.rejected.csv");
    let rows = std::fs::read_to_string(&aside).unwrap();
    let mut lines = bad.lines();
    assert_eq!(rows, format!("{}\n{}\n", lines.next().unwrap(), lines.next().unwrap()));
    let why = std::fs::read_to_string(folder.path().join("letters.csv.rejected.txt")).unwrap();
    assert!(why.starts_with("line 2: The column Closed"), "{why}");
    std::fs::write(&aside, rows.replace("noon", "2025-03-03 12:30")).unwrap();
    let said = run(&aside);
    assert!(said.contains("1 rows: 1 stored") && said.contains("0 rejected"), "{said}");
}
