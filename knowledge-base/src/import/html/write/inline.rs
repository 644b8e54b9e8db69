//! What stands in a line: words, emphasis, links, pictures' names, code.

use super::super::marks::{address, edges, escaped, longest_run, one_line};
use super::super::page::left_out;
use super::super::tree::Data;
use super::{DEEPEST, Writer, is_block};

impl Writer<'_> {
    /// Text exactly as it stands, for code.
    pub(super) fn verbatim(&self, node: usize) -> String {
        let mut text = String::new();
        for inner in self.tree.under(node, |inner| !left_out(self.tree, inner)) {
            match &self.tree.nodes[inner].data {
                Data::Text(words) => text.push_str(words),
                _ if self.tree.name(inner) == "br" => text.push('\n'),
                _ => {}
            }
        }
        text
    }

    /// All that stands under a node, as one line of text.
    pub(super) fn inlines(&self, node: usize, depth: usize, in_cell: bool, out: &mut String) {
        if depth > DEEPEST {
            return;
        }
        for child in self.children(node) {
            self.inline(*child, depth + 1, in_cell, out);
        }
    }

    /// One piece of a line, with its marks.
    pub(super) fn inline(&self, node: usize, depth: usize, in_cell: bool, out: &mut String) {
        let tree = self.tree;
        if left_out(tree, node) || depth > DEEPEST {
            return;
        }
        if let Data::Text(text) = &tree.nodes[node].data {
            out.push_str(&escaped(text));
            return;
        }
        let mut inner = String::new();
        let name = tree.name(node);
        match name {
            "br" => out.push_str("\\\n"),
            "wbr" => out.push('\u{200b}'),
            "img" => {
                let alt = escaped(tree.attr(node, "alt").unwrap_or_default());
                match tree.attr(node, "src").and_then(address) {
                    Some(source) => out.push_str(&format!("![{}]({source})", one_line(&alt))),
                    None => out.push_str(&alt),
                }
            }
            "code" | "kbd" | "samp" | "tt" => {
                let text = one_line(&self.verbatim(node));
                let text = if in_cell { text.replace('|', "/") } else { text };
                if !text.is_empty() {
                    let fence = "`".repeat(longest_run(&text, '`') + 1);
                    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                    out.push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
                }
            }
            "a" => {
                self.inlines(node, depth, in_cell, &mut inner);
                match tree.attr(node, "href").and_then(address) {
                    Some(to) if !inner.trim().is_empty() => {
                        let (before, text, after) = edges(&inner);
                        out.push_str(&format!(
                            "{before}[{}]({to}){after}",
                            text.replace("\\\n", " ")
                        ));
                    }
                    _ => out.push_str(&inner),
                }
            }
            "strong" | "b" | "em" | "i" | "del" | "s" | "strike" => {
                let mark = match name {
                    "strong" | "b" => "**",
                    "em" | "i" => "*",
                    _ => "~~",
                };
                self.inlines(node, depth, in_cell, &mut inner);
                let (before, text, after) = edges(&inner);
                if text.is_empty() || text.contains(mark) || text.contains("\\\n") {
                    out.push_str(&inner);
                } else {
                    out.push_str(&format!("{before}{mark}{text}{mark}{after}"));
                }
            }
            "q" => {
                self.inlines(node, depth, in_cell, &mut inner);
                out.push_str(&format!("\u{201c}{inner}\u{201d}"));
            }
            _ => {
                self.inlines(node, depth, in_cell, &mut inner);
                if is_block(name) {
                    out.push(' ');
                    out.push_str(&inner);
                    out.push(' ');
                } else {
                    match self.turn(node) {
                        Some(mark) if !inner.trim().is_empty() => {
                            out.push_str(&format!("{mark}{inner}\u{2069}"));
                        }
                        _ => out.push_str(&inner),
                    }
                }
            }
        }
    }
}
