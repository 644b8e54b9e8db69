//! Which part of a page is the article, and which only stands around it.

use super::tree::{Data, Tree};

/// Elements that say nothing an agent reads.
const MUTE: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "nav", "header", "footer", "aside", "dialog", "form",
    "button", "input", "select", "textarea", "head", "title", "base", "link", "meta", "param",
    "source", "track",
];

const MUTE_ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "presentation-nav",
    "tablist",
    "tooltip",
];

/// Words in a class or an id that name what stands around an article.
const MUTE_CLASSES: &[&str] = &[
    "cookie",
    "cookies",
    "cookiebanner",
    "consent",
    "gdpr",
    "onetrust",
    "breadcrumb",
    "breadcrumbs",
    "navbar",
    "sidebar",
    "pagination",
    "skip",
    "skiplink",
    "share",
    "sharing",
    "toc",
    "votes",
    "advert",
    "advertisement",
    "newsletter",
    "sr",
];

/// Whether nothing under this node is part of the text.
pub(crate) fn left_out(tree: &Tree, node: usize) -> bool {
    let name = match &tree.nodes[node].data {
        Data::Element(name, _) => &*name.local,
        Data::Other => return true,
        _ => return false,
    };
    // headings of an article may stand in a header of its own
    if name == "header" && within_article(tree, node) {
        return false;
    }
    if MUTE.contains(&name)
        || tree.has(node, "hidden")
        || tree.attr(node, "aria-hidden") == Some("true")
    {
        return true;
    }
    if tree.attr(node, "role").is_some_and(|role| MUTE_ROLES.contains(&role)) {
        return true;
    }
    if let Some(style) = tree.attr(node, "style") {
        let style: String = style.chars().take(500).filter(|c| !c.is_whitespace()).collect();
        if style.to_ascii_lowercase().contains("display:none") {
            return true;
        }
    }
    matches!(name, "div" | "section" | "ul" | "ol" | "p" | "a" | "span")
        && [tree.attr(node, "class"), tree.attr(node, "id")].into_iter().flatten().any(muted)
}

fn muted(names: &str) -> bool {
    names.split_whitespace().take(20).any(|name| {
        let name = name.to_ascii_lowercase();
        let first = name.split(['-', '_']).next().unwrap_or_default();
        MUTE_CLASSES.contains(&first)
            && (first != "sr" || name == "sr-only")
            && (first != "skip" || name.contains("link") || name.contains("nav"))
    })
}

fn within_article(tree: &Tree, node: usize) -> bool {
    let mut at = tree.nodes[node].parent;
    for _ in 0..8 {
        let Some(parent) = at else { return false };
        if matches!(tree.name(parent), "article" | "main") {
            return true;
        }
        at = tree.nodes[parent].parent;
    }
    false
}

/// The node under which the article stands.
pub(crate) fn root(tree: &Tree) -> usize {
    let shown = tree.under(0, |node| node == 0 || !left_out(tree, node));
    let is_main =
        |node: &usize| tree.name(*node) == "main" || tree.attr(*node, "role") == Some("main");
    let find = |wanted: &dyn Fn(&usize) -> bool| {
        shown.iter().copied().find(|node| wanted(node) && !left_out(tree, *node))
    };
    let body = find(&|node| tree.name(*node) == "body").unwrap_or(0);
    let main = find(&is_main).unwrap_or(body);
    let articles: Vec<usize> = tree
        .under(main, |node| node == main || !left_out(tree, node))
        .into_iter()
        .filter(|node| tree.name(*node) == "article" && !left_out(tree, *node))
        .take(50)
        .collect();
    let best = articles.into_iter().max_by_key(|article| words(tree, *article));
    match best {
        // several short ones are a list of parts, not the article
        Some(best) if words(tree, best) * 2 >= words(tree, main) => best,
        _ => main,
    }
}

fn words(tree: &Tree, node: usize) -> usize {
    tree.under(node, |inner| inner == node || !left_out(tree, inner))
        .into_iter()
        .map(|inner| match &tree.nodes[inner].data {
            Data::Text(text) => text.trim().len(),
            _ => 0,
        })
        .sum()
}
