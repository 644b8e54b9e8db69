//! What a page says, as our Markdown.
//!
//! Kept: headings with their ids, paragraphs, lists, tables, quotes, code, links, pictures'
//! names, emphasis, and turns of writing direction (as Unicode isolates). No HTML comes through:
//! what looks like a tag is written so that it is text.

mod inline;

use super::marks::{end_line, escaped, indented, is_id, longest_run, one_line, starts_list};
use super::page::left_out;
use super::tree::{Data, Tree};

/// Deeper lists and quotes are written as if at this depth.
const DEEPEST_PREFIX: usize = 12;
/// Deeper nodes are not written; the tree's own bound comes first but for moved nodes.
const DEEPEST: usize = 320;

/// The blocks under a node, as Markdown.
pub(crate) fn markdown(tree: &Tree, root: usize) -> String {
    let writer = Writer { tree };
    let mut blocks = writer.blocks(root, Depth { node: 0, prefix: 0 });
    blocks.retain(|block| !block.trim().is_empty());
    let mut text = blocks.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// The words under a node without any mark, spaces made single.
pub(crate) fn plain(tree: &Tree, root: usize) -> String {
    let mut text = String::new();
    for node in tree.under(root, |node| !left_out(tree, node)) {
        match &tree.nodes[node].data {
            Data::Text(words) => text.push_str(words),
            Data::Element(..) if is_block(tree.name(node)) || tree.name(node) == "br" => {
                text.push(' ')
            }
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone, Copy)]
struct Depth {
    node: usize,
    prefix: usize,
}

struct Writer<'a> {
    tree: &'a Tree,
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "caption"
    )
}

impl Writer<'_> {
    fn children(&self, node: usize) -> &[usize] {
        &self.tree.nodes[node].children
    }

    /// Whether a block stands anywhere under this inline element (a link around a paragraph).
    fn holds_block(&self, node: usize) -> bool {
        self.tree
            .under(node, |inner| !left_out(self.tree, inner))
            .iter()
            .skip(1)
            .any(|inner| is_block(self.tree.name(*inner)))
    }

    fn blocks(&self, node: usize, depth: Depth) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut line = String::new();
        if depth.node > DEEPEST {
            return blocks;
        }
        let under = Depth { node: depth.node + 1, ..depth };
        for child in self.children(node) {
            let name = self.tree.name(*child);
            if left_out(self.tree, *child) {
                continue;
            }
            let inline = !is_block(name)
                && (matches!(self.tree.nodes[*child].data, Data::Text(_))
                    || name.is_empty()
                    || !self.holds_block(*child));
            if inline {
                self.inline(*child, under.node, false, &mut line);
                continue;
            }
            end_line(&mut line, &mut blocks);
            self.block(*child, name, under, &mut blocks);
        }
        end_line(&mut line, &mut blocks);
        self.turned(node, blocks)
    }

    fn block(&self, node: usize, name: &str, depth: Depth, blocks: &mut Vec<String>) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let mut text = String::new();
                self.inlines(node, depth.node, false, &mut text);
                let text = text.replace("\\\n", " ").replace('{', "\\{");
                let text = one_line(&text);
                if !text.is_empty() {
                    let level = usize::from(name.as_bytes()[1] - b'0').max(2);
                    let id = self.tree.attr(node, "id").filter(|id| is_id(id));
                    let id = id.map(|id| format!(" {{#{id}}}")).unwrap_or_default();
                    blocks.push(format!("{} {text}{id}", "#".repeat(level)));
                }
            }
            "ul" | "ol" | "menu" | "dir" => {
                let list = self.list(node, name == "ol", depth);
                blocks.push(list);
            }
            "li" | "dd" => blocks.extend(self.blocks(node, depth)),
            "dt" | "summary" | "legend" | "caption" | "figcaption" => {
                let mut text = String::new();
                self.inlines(node, depth.node, false, &mut text);
                let text = one_line(&text.replace("\\\n", " "));
                if !text.is_empty() {
                    blocks.push(format!("**{}**", text.replace("**", "")));
                }
            }
            "pre" => {
                let text = self.verbatim(node);
                let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
                blocks.push(format!("{fence}\n{}\n{fence}", text.trim_matches('\n')));
            }
            "blockquote" => {
                let inner = self.blocks(node, deeper(depth)).join("\n\n");
                if depth.prefix >= DEEPEST_PREFIX {
                    blocks.push(inner);
                } else if !inner.trim().is_empty() {
                    let lines = inner.lines().map(|line| format!("> {line}").trim_end().to_owned());
                    blocks.push(lines.collect::<Vec<_>>().join("\n"));
                }
            }
            "hr" => blocks.push("---".to_owned()),
            "table" => self.table(node, depth, blocks),
            _ => blocks.extend(self.blocks(node, depth)),
        }
    }

    fn list(&self, node: usize, counted: bool, depth: Depth) -> String {
        let start = self.tree.attr(node, "start").and_then(|start| start.parse::<u32>().ok());
        let mut number = start.unwrap_or(1).min(900_000_000);
        let mut items: Vec<String> = Vec::new();
        let mut loose = false;
        for child in self.children(node) {
            if left_out(self.tree, *child) {
                continue;
            }
            let name = self.tree.name(*child);
            let mut inner = match (&self.tree.nodes[*child].data, name) {
                (Data::Text(text), _) if text.trim().is_empty() => continue,
                (Data::Other, _) => continue,
                (_, "li") => self.blocks(*child, deeper(depth)),
                (Data::Text(text), _) => vec![escaped(text.trim())],
                // a list straight in a list belongs to the item before
                (_, "ul" | "ol") if !items.is_empty() => {
                    let mut inner = Vec::new();
                    self.block(*child, name, deeper(depth), &mut inner);
                    let nested = indented(&inner.join("\n\n"), if counted { 3 } else { 2 });
                    if let Some(last) = items.last_mut() {
                        last.push('\n');
                        last.push_str(&nested);
                    }
                    continue;
                }
                _ => {
                    let mut inner = Vec::new();
                    self.block(*child, name, deeper(depth), &mut inner);
                    inner
                }
            };
            inner.retain(|block| !block.trim().is_empty());
            if inner.is_empty() {
                continue;
            }
            let mark = if counted { format!("{number}. ") } else { "- ".to_owned() };
            number += 1;
            // a paragraph and the list under it stay together
            let tight = inner.len() == 2 && starts_list(&inner[1]);
            loose |= inner.len() > 1 && !tight;
            let text = inner.join(if tight { "\n" } else { "\n\n" });
            let indent = if depth.prefix >= DEEPEST_PREFIX { 0 } else { mark.len() };
            items.push(format!("{mark}{}", indented(&text, indent).trim_start()));
        }
        items.join(if loose { "\n\n" } else { "\n" })
    }

    /// Rows as a table of ours; a table that only holds the page in place, as its blocks.
    fn table(&self, node: usize, depth: Depth, blocks: &mut Vec<String>) {
        let inside =
            |inner: usize| inner == node || !matches!(self.tree.name(inner), "table" | "tr");
        let rows: Vec<usize> = self
            .tree
            .under(node, |inner| inside(inner) && !left_out(self.tree, inner))
            .into_iter()
            .filter(|inner| self.tree.name(*inner) == "tr" && !left_out(self.tree, *inner))
            .collect();
        let cells = |row: usize| -> Vec<usize> {
            let cell = |at: &&usize| matches!(self.tree.name(**at), "td" | "th");
            self.children(row).iter().filter(cell).copied().collect()
        };
        let widest = rows.iter().map(|row| cells(*row).len()).max().unwrap_or(0);
        let nested = self
            .tree
            .under(node, |_| true)
            .iter()
            .filter(|at| self.tree.name(**at) == "table")
            .count();
        if let Some(caption) =
            self.children(node).iter().find(|at| self.tree.name(**at) == "caption")
        {
            self.block(*caption, "caption", depth, blocks);
        }
        if widest < 2 || nested > 1 {
            for row in rows {
                for cell in cells(row) {
                    blocks.extend(self.blocks(cell, Depth { node: depth.node + 1, ..depth }));
                }
            }
            return;
        }
        let mut lines: Vec<Vec<String>> = Vec::new();
        for row in &rows {
            let mut line = Vec::new();
            for cell in cells(*row) {
                line.push(self.cell(cell, depth));
                let span =
                    self.tree.attr(cell, "colspan").and_then(|span| span.parse::<usize>().ok());
                for _ in 1..span.unwrap_or(1).clamp(1, 64) {
                    line.push(String::new());
                }
            }
            if line.iter().any(|cell| !cell.is_empty()) {
                lines.push(line);
            }
        }
        let columns = lines.iter().map(Vec::len).max().unwrap_or(0).min(1000);
        let mut out = Vec::new();
        for (i, mut line) in lines.into_iter().enumerate() {
            line.resize(columns, String::new());
            out.push(format!("| {} |", line.join(" | ")));
            if i == 0 {
                out.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        blocks.push(out.join("\n"));
    }

    /// A cell is one line: its blocks follow each other.
    fn cell(&self, node: usize, depth: Depth) -> String {
        let mut text = String::new();
        self.inlines(node, depth.node + 1, true, &mut text);
        one_line(&text.replace("\\\n", " ")).replace('|', "\\|")
    }

    /// The isolate that begins a part with a direction of its own.
    fn turn(&self, node: usize) -> Option<char> {
        match self.tree.attr(node, "dir").map(str::to_ascii_lowercase).as_deref() {
            Some("rtl") => Some('\u{2067}'),
            Some("ltr") => Some('\u{2066}'),
            Some("auto") => Some('\u{2068}'),
            _ => (self.tree.name(node) == "bdi").then_some('\u{2068}'),
        }
    }

    /// A paragraph or an item that turns the direction of what it stands in.
    fn turned(&self, node: usize, mut blocks: Vec<String>) -> Vec<String> {
        let small = matches!(self.tree.name(node), "p" | "li" | "td" | "div" | "blockquote");
        if small
            && blocks.len() == 1
            && !blocks[0].starts_with(['#', '|', '-', '>', '`'])
            && !starts_list(&blocks[0])
            && let Some(mark) = self.turn(node)
            && self.direction_of_page() != self.tree.attr(node, "dir")
        {
            blocks[0] = format!("{mark}{}\u{2069}", blocks[0]);
        }
        blocks
    }

    fn direction_of_page(&self) -> Option<&str> {
        let html = self.children(0).iter().find(|child| self.tree.name(**child) == "html")?;
        self.tree.attr(*html, "dir")
    }
}

fn deeper(depth: Depth) -> Depth {
    Depth { node: depth.node + 1, prefix: depth.prefix + 1 }
}
