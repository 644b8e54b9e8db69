//! What is made to break an import is refused with its reason, quickly, and the rest comes in.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use knowledge_base::import::{Import, Options, import_bytes, import_with};
use proptest::prelude::*;

use crate::formats::packed;

fn small() -> Options {
    Options { lang: Some("en".into()), most_file: 3_000_000, ..Options::default() }
}

/// The only reason, after a good article beside it has come in.
fn refused(name: &str, bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), bytes).unwrap();
    fs::write(dir.path().join("zz-good.md"), "# Good\n\nText.\n").unwrap();
    let start = Instant::now();
    let read = import_with(dir.path(), &small(), |_| {}).unwrap();
    // a debug build on a busy machine; what explodes takes minutes
    assert!(start.elapsed() < Duration::from_secs(30), "{name}: {:?}", start.elapsed());
    let ids: Vec<&str> = read.articles.iter().map(|article| article.id.as_str()).collect();
    assert!(ids.contains(&"zz-good"), "{name}: {ids:?}");
    let [problem] = read.problems.as_slice() else { panic!("{name}: {:?}", read.problems) };
    assert!(!problem.imported, "{problem}");
    assert!(problem.path.starts_with(dir.path().join(name)), "{problem}");
    problem.reason.clone()
}

#[test]
fn a_zip_bomb_is_refused_where_it_goes_over() {
    let bomb = packed(&[("a.jsonl", vec![b'\n'; 2_000_000]), ("b.jsonl", vec![b'\n'; 2_000_000])]);
    assert!(bomb.len() < 20_000);
    let reason = refused("bomb.zip", &bomb);
    assert!(reason.contains("unpacks to over 3 MB (at b.jsonl)"), "{reason}");
    let bomb = packed(&[("a.csv", vec![b','; 50_000_000])]);
    let reason = refused("bomb.zip", &bomb);
    assert!(reason.contains("unpacks to over 3 MB (at a.csv)"), "{reason}");
}

#[test]
fn a_broken_package_is_refused() {
    let mut package = packed(&[("a.md", b"# A\n\nText.".repeat(50))]);
    let half = package.len() / 2;
    package.truncate(half);
    assert!(refused("half.zip", &package).contains("damaged"));
}

#[test]
fn a_table_over_the_bound_is_refused() {
    let table = "question,answer\n".to_owned() + &"a,b\n".repeat(800_000);
    let reason = refused("big.csv", table.as_bytes());
    assert!(reason.contains("over 3 MB") && reason.contains("--most-mb"), "{reason}");
}

#[test]
fn a_quote_that_is_never_closed_ends_the_table_and_not_the_memory() {
    let mut table = b"question,answer\nA,\"".to_vec();
    table.resize(20_000_000, b'x');
    let options = Options { most_file: u64::MAX, lang: Some("en".into()), ..Options::default() };
    let read = import_bytes("a.csv", &table, &options);
    let [problem] = read.problems.as_slice() else { panic!("{:?}", read.problems) };
    assert!(problem.reason.contains("no end within 16 MB"), "{problem}");
    assert_eq!(problem.line, Some(2));
    let cell = format!("question,answer\nA,{}\nC,D\n", "x".repeat(1_100_000));
    let read = import_bytes("a.csv", cell.as_bytes(), &options);
    assert_eq!(read.articles.len(), 1, "the row after a long one comes in");
    assert!(read.problems[0].reason.contains("over 1 MB"), "{}", read.problems[0]);
}

#[test]
fn pages_beyond_all_sense_are_refused() {
    let deep = format!("<h1>T</h1>{}x", "<div>".repeat(1_000_000));
    assert!(refused("deep.html", deep.as_bytes()).contains("more than 256 deep"));
    let formatting: String = (0..200_000).map(|i| format!("<b c={i}><p>")).collect();
    assert!(refused("bold.html", formatting.as_bytes()).contains("deep"));
    let attributes: String = (0..400_000).map(|i| format!(" a{i}")).collect();
    let reason = refused("wide.html", format!("<h1>T</h1><p {attributes}>x").as_bytes());
    assert!(reason.contains("one tag or comment"), "{reason}");
    let many = format!("<h1>T</h1>{}", "<i>x</i>".repeat(600_000));
    assert!(refused("many.html", many.as_bytes()).contains("parts"));
}

#[test]
fn a_long_page_costs_no_more_than_its_length() {
    let start = Instant::now();
    for (item, count) in
        [("<ul><li>y</li></ul>", 90_000), ("<table><tr><td>a<td>b</table>", 25_000)]
    {
        let page = format!("<h1>T</h1><ul><li>x</li>{}", item.repeat(count));
        let read = import_bytes("a.html", page.as_bytes(), &small());
        assert_eq!(read.articles.len(), 1, "{item}: {:?}", read.problems);
    }
    // The square of its length takes far longer; a busy machine must not fail it.
    assert!(start.elapsed() < Duration::from_secs(180), "{:?}", start.elapsed());
}

#[test]
fn json_beyond_all_sense_is_refused() {
    assert!(refused("deep.json", "[".repeat(1_000_000).as_bytes()).contains("broken JSON"));
    let entries = format!("[{}0]", "0,".repeat(1_200_000));
    assert!(refused("many.json", entries.as_bytes()).contains("over a million"));
    let reason = refused("other.json", b"{\"hello\": 1}");
    assert!(reason.contains("no list of articles"), "{reason}");
    let entry = format!("{{\"title\":\"T\",\"body\":\"{}\"}}", "x".repeat(1_100_000));
    assert!(refused("long.json", format!("[{entry}]").as_bytes()).contains("over 1 MB"));
}

#[test]
fn front_matter_made_to_grow_is_refused() {
    let mut bomb = String::from("---\nlang: en\ntitle: x\na: &a [x,x,x,x,x,x,x,x,x]\n");
    for (this, last) in [('b', 'a'), ('c', 'b'), ('d', 'c'), ('e', 'd'), ('f', 'e'), ('g', 'f')] {
        bomb += &format!("{this}: &{this} [{}]\n", vec![format!("*{last}"); 9].join(","));
    }
    assert!(refused("bomb.md", (bomb + "---\nText.\n").as_bytes()).contains("broken front matter"));
    let nested = format!("---\ntitle: T\nx: {}1{}\n---\nText.", "[".repeat(9000), "]".repeat(9000));
    assert!(refused("nested.md", nested.as_bytes()).contains("broken front matter"));
    let nested =
        format!("+++\ntitle = 'T'\nx = {}1{}\n+++\nText.", "[".repeat(9000), "]".repeat(9000));
    assert!(refused("nested.md", nested.as_bytes()).contains("broken front matter"));
}

#[test]
fn an_office_document_says_what_to_do() {
    let book = packed(&[("[Content_Types].xml", b"<Types/>".to_vec())]);
    assert!(refused("book.xlsx", &book).contains("save it as CSV"));
}

#[test]
fn the_bounds_of_the_whole_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = fs::File::create(dir.path().join("a.jsonl")).unwrap();
    for i in 0..50 {
        writeln!(
            file,
            "{{\"id\":\"{i}\",\"lang\":\"en\",\"title\":\"T\",\"body\":\"0123456789\"}}"
        )
        .unwrap();
    }
    for options in [
        Options { most_articles: 20, ..Options::default() },
        Options { most_text: 220, ..Options::default() },
    ] {
        let read = import_with(dir.path(), &options, |_| {}).unwrap();
        assert_eq!(read.articles.len(), 20);
        assert_eq!(read.problems.len(), 1, "{:?}", read.problems);
        assert_eq!(read.problems[0].line, Some(21));
    }
}

fn read(name: &str, bytes: &[u8]) -> Import {
    import_bytes(name, bytes, &small())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_may_stand_in_any_file(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..8usize) {
        let name = ["a.md", "a.html", "a.csv", "a.json", "a.jsonl", "a.zip", "a.tsv", "a"][kind];
        let read = read(name, &bytes);
        prop_assert!(read.articles.len() <= 400);
    }

    #[test]
    fn any_marks_may_stand_on_a_page(parts in prop::collection::vec(prop::sample::select(PARTS), 0..60)) {
        let page = format!("<html lang=en><h1>T</h1>x{}", parts.concat());
        let read = read("a.html", page.as_bytes());
        for article in &read.articles {
            // nothing that a browser would run comes through as markup
            for event in pulldown_cmark::Parser::new_ext(&article.body, pulldown_cmark::Options::all()) {
                let html = matches!(event, pulldown_cmark::Event::Html(_) | pulldown_cmark::Event::InlineHtml(_));
                prop_assert!(!html, "{event:?} of {}", article.body);
            }
            prop_assert!(!article.body.contains("](javascript"), "{}", article.body);
        }
    }

    #[test]
    fn any_cells_may_stand_in_a_table(rows in prop::collection::vec(("[a-z\"\n;,|\t åé中ع]{0,12}", "[^\0]{1,20}"), 1..12)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["question", "answer"]).unwrap();
        for (title, body) in &rows {
            writer.write_record([title, body]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        let read = read("a.csv", &table);
        let told = read.problems.iter().filter(|problem| !problem.imported).count();
        let blank = rows.iter().filter(|(title, body)| title.trim().is_empty() && body.trim().is_empty()).count();
        prop_assert_eq!(read.articles.len() + told + blank, rows.len(), "{:?}", read.problems);
    }
}

const PARTS: &[&str] = &[
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<ol start=9>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "<a href='javascript:alert(1)'>",
    "<a href=\"x y\">",
    "</a>",
    "<pre>",
    "</pre>",
    "<code>",
    "`",
    "</code>",
    "<blockquote>",
    "</blockquote>",
    "<h2 id=x>",
    "</h2>",
    "<br>",
    "<hr>",
    "<img src=x alt='a]b'>",
    "<script>",
    "</script>",
    "<div hidden>",
    "</div>",
    "<main>",
    "<article>",
    "<template>",
    "</template>",
    "<svg>",
    "text",
    " ",
    "\n",
    "*",
    "_",
    "|",
    "&lt;script&gt;",
    "&#0;",
    "中文",
    "العربية",
    "{#x}",
    "1. ",
    "- ",
    "# ",
    "<dl>",
    "<dt>",
    "<dd>",
    "<select>",
    "<option>",
    "<caption>",
    "<details>",
    "<summary>",
    "<form>",
    "<bdi>",
    "<p dir=rtl>",
];
