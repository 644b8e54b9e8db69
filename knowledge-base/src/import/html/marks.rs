//! Text as Markdown text: what would be a mark is escaped, what is a line stays one.
//!
//! Promises: nothing that stood in a page as text becomes a mark, a tag or an address that runs.

/// A line is a paragraph: spaces made single, breaks at its ends dropped.
pub(super) fn end_line(line: &mut String, blocks: &mut Vec<String>) {
    let pieces: Vec<String> = line.split("\\\n").map(one_line).collect();
    let text = pieces.join("\\\n");
    let mut text = text.trim();
    while let Some(rest) = text.strip_prefix("\\\n") {
        text = rest.trim_start();
    }
    while let Some(rest) = text.strip_suffix("\\\n") {
        text = rest.trim_end();
    }
    if !text.is_empty() {
        let lines = text.split('\n').map(guarded);
        blocks.push(lines.collect::<Vec<_>>().join("\n"));
    }
    line.clear();
}

/// Spaces and line ends made single.
pub(super) fn one_line(text: &str) -> String {
    // no-break spaces stay: they are meant
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stands before the words, the words, and what stands after them.
pub(super) fn edges(text: &str) -> (&str, &str, &str) {
    let inner = text.trim();
    let start = text.len() - text.trim_start().len();
    let end = start + inner.len();
    if inner.is_empty() { ("", "", text) } else { (&text[..start], inner, &text[end..]) }
}

/// Every line that is not empty, further in.
pub(super) fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{pad}{line}") };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a block is a list, by its first mark.
pub(super) fn starts_list(block: &str) -> bool {
    let rest = block.trim_start_matches(|c: char| c.is_ascii_digit());
    block.starts_with("- ") || (rest.len() < block.len() && rest.starts_with(". "))
}

/// How often a letter stands in a row at most.
pub(super) fn longest_run(text: &str, of: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// What may name a heading.
pub(super) fn is_id(id: &str) -> bool {
    id.len() <= 100 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Text as text: nothing in it is a mark.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '~' => after == '~' || before == '~',
            '&' => after == '#' || after.is_ascii_alphabetic(),
            _ => false,
        };
        if mark {
            out.push('\\');
        }
        out.push(if c == '\0' { '\u{fffd}' } else { c });
        before = c;
    }
    out
}

/// A line whose first words would make it a heading, a list, a quote or a table.
fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if (1..=9).contains(&digits) && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", &line[..digits]);
    }
    // marks of ours begin with a star or a bracket and have been escaped where they are text
    match line.chars().next() {
        Some('#' | '>' | '|' | '=' | '~') => format!("\\{line}"),
        Some('-' | '+') => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

/// An address that may be followed or shown: no script, no data in the address itself.
pub(super) fn address(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let scheme = text.split([':', '/', '?', '#']).next().unwrap_or_default();
    let has_scheme = text[scheme.len()..].starts_with(':');
    let safe = ["http", "https", "mailto", "tel"];
    if text.is_empty() || (has_scheme && !safe.contains(&scheme.to_ascii_lowercase().as_str())) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    Some(out)
}
