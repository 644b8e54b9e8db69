//! Every format that articles come in, from invented exports in the shape of each system.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use knowledge_base::import::{Import, Options, import, import_bytes};
use knowledge_base::{Article, Audience, State, sections};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder)
}

fn by_key(read: &Import) -> BTreeMap<String, &Article> {
    read.articles.iter().map(|article| (article.key().to_string(), article)).collect()
}

fn reasons(read: &Import) -> Vec<String> {
    let place = |problem: &knowledge_base::import::Problem| {
        let name = problem.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{line} {}: {}", name.unwrap_or_default(), problem.imported, problem.reason)
    };
    read.problems.iter().map(place).collect()
}

#[test]
fn a_page_gives_its_article_and_nothing_around_it() {
    let read = import(&fixtures("html")).unwrap();
    assert_eq!(read.problems, []);
    let [page] = read.articles.as_slice() else { panic!("{:?}", read.articles) };
    assert_eq!((page.id.as_str(), page.lang.as_str()), ("invoice", "ar"));
    assert_eq!(page.title, "نسخة من الفاتورة");
    assert_eq!(page.summary.as_deref(), Some("كيف تُرسل نسخة"));
    assert_eq!(page.keywords, ["فاتورة", "نسخة"]);
    assert_eq!(page.further["dir"], "rtl");
    let shown = page.body.replace('\u{2066}', "LRI").replace('\u{2069}', "PDI");
    insta::assert_snapshot!(shown, @r"
    ## الخطوات {#steps}

    1. افتح *الفواتير*.
    2. اختر الرمز LRIPDF_2 \*PDI.
       - أو أرسلها بالبريد

    | النوع | الثمن |
    | --- | --- |
    | رقمية \| بريد | 0 |

    اقرأ [المزيد](https://tallvik.example/ar/pay) أو هنا. ![صورة الفاتورة](bill.png)بيانات

    ```
    line 1
      line 2
    ```

    1\. ليس قائمة \<script>alert(1)\</script>
    ");
    assert_eq!(sections(page)[0].id.as_deref(), Some("steps"));
}

#[test]
fn zendesk_translations_share_the_id_of_their_source() {
    let read = import(&fixtures("zendesk")).unwrap();
    let by = by_key(&read);
    assert_eq!(
        by.keys().collect::<Vec<_>>(),
        ["360011/en-US", "360011/sv", "360011/zh-Hant", "360012/en-US"]
    );
    let fibre = by["360011/en-US"];
    assert_eq!(
        fibre.body,
        "## Steps {#steps}\n\n1. Pull out the **power plug**.\n2. Wait 30\u{a0}seconds.\n\n\
         More in [the guide](https://tallvik.example/hc/x).\n"
    );
    assert_eq!((fibre.state, fibre.audience), (State::Validated, Audience::Customer));
    assert_eq!(fibre.keywords, ["fibre", "red light"]);
    assert_eq!(fibre.updated.as_deref(), Some("2026-10-04"));
    assert_eq!(fibre.further["category"], "Broadband / Fibre");
    assert_eq!(by["360011/sv"].state, State::Unvalidated);
    let prices = by["360012/en-US"];
    assert_eq!((prices.state, prices.audience), (State::Draft, Audience::Agent));
    assert_eq!(prices.further["category"], "Prices");
    assert_eq!(
        reasons(&read),
        [
            "articles.json:19 false: the article is empty; it has no body",
            "translations.json:3 true: \"Fiberboxen blinkar rött\" is marked as outdated; taken as unvalidated",
        ]
    );
}

#[test]
fn chatwoot_translations_share_the_id_of_their_root() {
    let read = import(&fixtures("chatwoot")).unwrap();
    assert_eq!(read.problems, []);
    let by = by_key(&read);
    assert_eq!(by.keys().collect::<Vec<_>>(), ["12/ar", "12/en", "12/sv"]);
    assert_eq!(by["12/sv"].keywords, ["flytt", "adress"]);
    assert_eq!(by["12/sv"].summary.as_deref(), Some("När kunden flyttar"));
    assert_eq!(by["12/sv"].further["category"], "Flytt");
    assert_eq!(by["12/en"].state, State::Draft);
    assert_eq!(by["12/en"].updated.as_deref(), Some("2026-08-20"));
    assert_eq!(by["12/ar"].state, State::Archived);
}

#[test]
fn intercom_holds_its_languages_inside() {
    let read = import(&fixtures("intercom")).unwrap();
    assert_eq!(read.problems, []);
    let by = by_key(&read);
    assert_eq!(by.keys().collect::<Vec<_>>(), ["6871119/en", "6871119/sv"]);
    assert_eq!(by["6871119/en"].body, "Open **Billing**.\n\n- Choose a day\n");
    assert_eq!(by["6871119/sv"].state, State::Draft);
    assert_eq!(by["6871119/en"].updated.as_deref(), Some("2026-11-21"));
}

pub(crate) fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_salesforce_package_pairs_its_translations() {
    let file = |name: &str| fs::read(fixtures("salesforce").join(name)).unwrap();
    let package = packed(&[
        ("articles.csv", file("articles.csv")),
        ("articles.properties", file("articles.properties")),
        ("html/remote-en.html", file("remote-en.html")),
        ("html/remote-sv.html", file("remote-sv.html")),
        ("images/ok.png", b"\x89PNG".to_vec()),
    ]);
    let read = import_bytes("kb.zip", &package, &Options::default());
    let by = by_key(&read);
    assert_eq!(
        by.keys().collect::<Vec<_>>(),
        ["record-series/en-US", "remote-dead/en-US", "remote-dead/sv", "remote-dead/zh-Hans"]
    );
    let remote = by["remote-dead/en-US"];
    assert_eq!(
        remote.body,
        "1. Hold **OK** for 5 seconds.\n2. Wait for the green light.\n\n![The OK button](../images/ok.png)\n"
    );
    assert_eq!(remote.products, ["TV box", "Remote"]);
    assert_eq!(remote.audience, Audience::Customer);
    assert_eq!(remote.further["Owner Team"], "Living room");
    assert_eq!(by["remote-dead/sv"].body, "1. Håll in OK i 5 sekunder.\n");
    assert_eq!(by["remote-dead/zh-Hans"].body, "按住 OK 键 5 秒。");
    assert_eq!(by["record-series/en-US"].body, "How do I record every part?");
    assert_eq!(
        reasons(&read),
        ["articles.csv:5 true: Answer__c names \"html/missing.html\", which is not in the package"]
    );
}

#[test]
fn a_package_may_mix_our_kinds_of_files() {
    let package = packed(&[
        ("kb/sv/late.md", b"---\ntitle: Sen\n---\nText.\n".to_vec()),
        ("kb/en/late.html", b"<h1>Late</h1><p>Text.</p>".to_vec()),
        ("kb/faq.csv", b"question,answer,language\nA,B,en\n".to_vec()),
        ("kb/inner.zip", packed(&[("x.md", b"x".to_vec())])),
        ("__MACOSX/kb/._late.md", b"\0\0".to_vec()),
        ("kb/photo.jpg", b"\xff\xd8".to_vec()),
    ]);
    let options = Options { lang: Some("en".into()), ..Options::default() };
    let read = import_bytes("export.zip", &package, &options);
    assert_eq!(read.articles.len(), 3, "{:?}", read.problems);
    let [problem] = read.problems.as_slice() else { panic!("{:?}", read.problems) };
    assert!(problem.path.ends_with("export.zip/kb/inner.zip"), "{problem}");
}

#[test]
fn osticket_questions_are_read_with_their_cells_of_many_lines() {
    let read = import(&fixtures("csv")).unwrap();
    assert_eq!(read.problems, []);
    let by = by_key(&read);
    let order = by["7/en"];
    assert_eq!(order.title, "How do I change the\nchannel order?");
    assert_eq!(
        order.body,
        "Press **Menu**, then:\n\n- Channels\n- Sort\n\n\nWorks on box 3 and later"
    );
    assert_eq!(order.keywords, ["channels", "order"]);
    assert_eq!(order.further["category"], "TV");
    assert_eq!(order.state, State::Validated);
    assert_eq!(by["8/en"].title, "Is \"4K\" included?");
    assert_eq!(by["8/en"].state, State::Draft);
}

#[test]
fn tables_are_read_in_every_encoding_and_with_every_delimiter() {
    let rows = |mark: &str, question: &str, title: &str, answer: &str, body: &str| {
        let body = body.repeat(12);
        format!(
            "{question}{mark}{answer}\r\n\"{title}\"{mark}\"{body}\r\n{mark}\"\"{title}\"\"\"\r\n"
        )
    };
    for (label, lang, question, title, answer, body) in [
        (
            "gb18030",
            "zh-Hans",
            "问题",
            "路由器红灯闪烁怎么办",
            "答案",
            "请先拔掉电源，等待三十秒再重新插上。",
        ),
        (
            "big5",
            "zh-Hant",
            "問題",
            "路由器紅燈閃爍怎麼辦",
            "答案",
            "請先拔掉電源，等待三十秒再重新插上。",
        ),
        (
            "windows-1256",
            "ar",
            "السؤال",
            "كيف أعيد تشغيل الراوتر",
            "الجواب",
            "افصل الكهرباء وانتظر ثلاثين ثانية ثم أعد التوصيل. ",
        ),
        (
            "windows-1252",
            "sv",
            "fråga",
            "Hur startar jag om routern så här på kvällen",
            "svar",
            "Dra ur strömmen, vänta trettio sekunder och sätt i den igen på nytt. ",
        ),
        ("utf-8", "ar", "السؤال", "كيف", "الجواب", "افصل الكهرباء"),
    ] {
        for mark in [",", ";", "\t", "|"] {
            let text = rows(mark, question, title, answer, body);
            let (bytes, _, wrong) = Encoding::for_label(label.as_bytes()).unwrap().encode(&text);
            assert!(!wrong, "{label}");
            let options = Options { lang: Some(lang.into()), ..Options::default() };
            for named in [None, Some(label.to_owned())] {
                let guessed = named.is_none() && label != "utf-8";
                let read = import_bytes(
                    "faq.csv",
                    &bytes,
                    &Options { encoding: named, ..options.clone() },
                );
                let [article] = read.articles.as_slice() else {
                    panic!("{label} {mark:?}: {:?}", read.problems)
                };
                assert_eq!(article.title, title, "{label} {mark:?}");
                assert_eq!(article.body, format!("{}\r\n{mark}\"{title}\"", body.repeat(12)));
                assert_eq!(read.problems.len(), usize::from(guessed), "{:?}", read.problems);
            }
        }
    }
    let text = rows("\t", "问题", "红灯", "回答", "等待");
    let wide = |little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    };
    for (little, mark) in [(true, true), (false, true), (true, false), (false, false)] {
        let options = Options { lang: Some("zh-Hans".into()), ..Options::default() };
        let read = import_bytes("faq.tsv", &wide(little, mark), &options);
        assert_eq!(read.articles.len(), 1, "{little} {mark}: {:?}", read.problems);
        assert_eq!(read.articles[0].title, "红灯");
    }
    let marked = b"\xef\xbb\xbfquestion,answer,language\nA,B,en\n";
    assert_eq!(import_bytes("faq.csv", marked, &Options::default()).articles[0].title, "A");
}

#[test]
fn columns_may_be_by_language() {
    let text = "id;title_en;body_en;Title (sv);body [sv];title_ar;body_ar;tags\n1;A;B;C;D;;;x, y\n";
    let read = import_bytes("faq.csv", text.as_bytes(), &Options::default());
    let by = by_key(&read);
    assert_eq!(by.keys().collect::<Vec<_>>(), ["1/en", "1/sv"], "{:?}", read.problems);
    assert_eq!((by["1/sv"].title.as_str(), by["1/sv"].body.as_str()), ("C", "D"));
    assert_eq!(by["1/sv"].keywords, ["x", "y"]);
}

#[test]
fn a_row_that_is_wrong_is_named_and_the_others_come_in() {
    let text = "id,question,answer,language\n1,A,B,en\n2,,B,en\n3,C,,en\n4,D,E,xx\n5,F,G,en,more\n";
    let read = import_bytes("faq.csv", text.as_bytes(), &Options::default());
    assert_eq!(read.articles.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["1", "5"]);
    assert_eq!(
        reasons(&read),
        [
            "faq.csv:3 false: the article has no title",
            "faq.csv:4 false: the article is empty; it has no body",
            "faq.csv:5 false: \"xx\" is no language tag; write en, sv, zh-Hans, ...",
            "faq.csv:6 true: 1 cells stand under no column; left out",
        ]
    );
}

#[test]
fn the_content_says_what_a_file_is() {
    let options = Options { lang: Some("en".into()), ..Options::default() };
    for (name, text) in [
        ("page.md", "<!DOCTYPE html><title>T</title><p>x</p>"),
        ("page.csv", "<html><head><title>T</title></head><body>x</body></html>"),
        ("table.md", "title,body,id\nT,x,1\nT,y,2\n"),
        ("article.html", "---\ntitle: T\n---\nx\n"),
        ("lines.json", "{\"title\":\"T\",\"body\":\"x\"}\n{\"title\":\"T\",\"body\":\"y\"}\n"),
        ("list.jsonl", "[\n{\"title\":\"T\",\"body\":\"x\"}]\n"),
        ("one.json", "{\n\"title\": \"T\",\n\"body\": \"x\"}\n"),
        ("lines.md", "{\"title\":\"T\",\"body\":\"x\"}\n{\"title\":\"T\",\"body\":\"y\"}\n"),
    ] {
        let read = import_bytes(name, text.as_bytes(), &options);
        assert!(!read.articles.is_empty(), "{name}: {:?}", read.problems);
        assert!(read.articles.iter().all(|article| article.title == "T"), "{name}");
    }
    let package = packed(&[("a.md", b"# T\n\nx".to_vec())]);
    assert_eq!(import_bytes("package.html", &package, &options).articles.len(), 1);
}

#[test]
fn front_matter_may_be_loose() {
    let text = "---\nTitle: T\nLanguage: Swedish\ntags: a, b; c\ndate: 21 Nov 2026\nvalid_until: 2027/01/31\n\
                published: no\nowner: {team: x, since: 2020}\nslug: my-id\nversion: \"2.1\"\ndraft: null\n---\nText.\n";
    let read = import_bytes("a.md", text.as_bytes(), &Options::default());
    let [article] = read.articles.as_slice() else { panic!("{:?}", read.problems) };
    assert_eq!(article.key().to_string(), "my-id/sv");
    assert_eq!(article.keywords, ["a", "b", "c"]);
    assert_eq!(article.updated.as_deref(), Some("2026-11-21"));
    assert_eq!(article.valid_until.as_deref(), Some("2027-01-31"));
    assert_eq!((article.state, article.version), (State::Draft, 2));
    assert_eq!(article.further["owner"]["team"], "x");
    let toml = "+++\ntitle = 'T'\nlang = 'en'\nupdated = 2026-11-21T10:00:00Z\nvalid_until = 2027-01-31\n+++\nText.\n";
    let read = import_bytes("a.md", toml.as_bytes(), &Options::default());
    assert_eq!(read.articles[0].updated.as_deref(), Some("2026-11-21"), "{:?}", read.problems);
    assert_eq!(read.articles[0].valid_until.as_deref(), Some("2027-01-31"));
}

#[test]
fn languages_of_one_article_are_paired_by_their_paths() {
    for (one, other) in [
        ("late/en.md", "late/sv.md"),
        ("late.en.md", "late.sv.md"),
        ("en/late.md", "sv/late.md"),
        ("late_en.md", "late_sv.md"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        for name in [one, other] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "# T\n\nText.\n").unwrap();
        }
        let read = import(dir.path()).unwrap();
        let keys: Vec<String> = by_key(&read).into_keys().collect();
        assert_eq!(keys, ["late/en", "late/sv"], "{one}: {:?}", read.problems);
    }
}
