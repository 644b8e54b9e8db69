//! What comes out is harmless whatever goes in, and says what the author wrote.

use super::{Shown, show};

#[test]
fn hostile_markdown_is_inert() {
    let hostile = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](&#106;avascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](vbscript:x)",
        "[click](file:///etc/passwd)",
        "[click](tauri://localhost)",
        "[click](//evil.example/x)",
        "[click](../../secret)",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<iframe src=\"https://evil.example\"></iframe>",
        "<form action=\"https://evil.example\"><input name=q><button>go</button></form>",
        "<style>body{display:none}</style>",
        "<p style=\"position:fixed\">x</p>",
        "<meta http-equiv=refresh content=0>",
        "<base href=\"https://evil.example/\">",
        "<link rel=stylesheet href=\"https://evil.example/x.css\">",
        "<object data=\"https://evil.example\"></object><embed src=x>",
        "<math><mtext></mtext><img src=x onerror=alert(1)></math>",
        "![x](https://evil.example/pixel.png)",
        "![x](//evil.example/pixel.png)",
        "![x](/\\evil.example/pixel.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "<img srcset=\"https://evil.example/x.png 2x\" src=\"https://evil.example/y.png\">",
        "<video src=\"https://evil.example/v\" autoplay></video>",
        "<td background=\"https://evil.example/x\">x</td>",
        "`<script>alert(1)</script>`",
    ];
    for steps in [false, true] {
        for text in hostile {
            for wrapped in [text.to_owned(), format!("1. {text}\n2. more\n"), format!("> {text}")] {
                let Shown { html, steps: items, .. } = show(&wrapped, steps);
                for out in items.iter().chain([&html]) {
                    let low = out.to_ascii_lowercase();
                    // Escaped text is text; what matters is what a browser would act on.
                    for bad in [
                        "<script",
                        "<iframe",
                        "<svg",
                        "<form",
                        "<input",
                        "<style",
                        "<meta",
                        "<base",
                        "<link",
                        "<object",
                        "<embed",
                        "<video",
                        "style=",
                        " on",
                        "srcset",
                        "background=",
                        "href=\"javascript",
                        "href=\"data",
                        "href=\"vbscript",
                        "href=\"file",
                        "href=\"tauri",
                        "href=\"/",
                        "href=\".",
                        "src=\"http",
                        "src=\"/",
                        "src=\"data:image/svg",
                    ] {
                        let tags: String = low
                            .split('<')
                            .skip(1)
                            .map(|part| format!("<{}", part.split('>').next().unwrap()))
                            .collect();
                        assert!(!tags.contains(bad), "{wrapped:?} gave {out:?} with {bad:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn links_lead_to_the_web_and_to_mail_and_take_nothing_along() {
    let shown = show("[web](https://a.example/x?y=1) [mail](mailto:a@b.example)", false);
    assert_eq!(
        shown.html,
        "<p><a href=\"https://a.example/x?y=1\" rel=\"noopener noreferrer\">web</a> \
         <a href=\"mailto:a@b.example\" rel=\"noopener noreferrer\">mail</a></p>"
    );
}

#[test]
fn pictures_of_the_article_itself_stay() {
    for address in ["data:image/png;base64,iVBORw0KGgo=", "router.png", "pictures/a.webp"] {
        let shown = show(&format!("![alt]({address})"), false);
        assert!(shown.html.contains(&format!("src=\"{address}\"")), "{}", shown.html);
    }
}

#[test]
fn steps_are_the_items_of_the_lists_and_the_rest_is_left() {
    let text = "Before.\n\n1. Ask **which lights** are on.\n2. Hold Reset:\n   - ten seconds\n   - \
                wait\n3. Done.\n\nAfter.\n";
    let shown = show(text, true);
    assert_eq!(shown.html, "<p>Before.</p>\n<p>After.</p>");
    assert_eq!(shown.steps.len(), 3, "{:?}", shown.steps);
    assert_eq!(shown.steps[0], "Ask <strong>which lights</strong> are on.");
    assert!(shown.steps[1].contains("<li>ten seconds</li>"), "inner lists belong to their step");
    let whole = show(text, false);
    assert!(whole.steps.is_empty() && whole.html.contains("<ol>"), "{}", whole.html);
    assert_eq!(
        whole.text,
        "Before.\n1. Ask which lights are on.\n2. Hold Reset:\n- ten seconds\n- wait\n3. Done.\n\
         After."
    );
}

#[test]
fn loose_lists_are_steps_too() {
    let shown = show("1. One\n\n   more of one\n\n2. Two\n", true);
    assert_eq!(shown.steps, ["<p>One</p>\n<p>more of one</p>", "<p>Two</p>"]);
    assert_eq!(shown.html, "");
}

#[test]
fn other_scripts_and_tables_come_through() {
    let shown = show("按住 **重置** 键\n\n| أ | ب |\n|---|---|\n| ١ | ٢ |", false);
    assert!(shown.html.contains("<strong>重置</strong>") && shown.html.contains("<td>٢</td>"));
    assert!(shown.text.starts_with("按住 重置 键\n"), "{:?}", shown.text);
}
