//! The tree of an HTML page, made by html5ever, refused before it can grow out of hand.
//!
//! The page is fed in small pieces and looked at between them: pages nested or marked up
//! beyond all sense cost the parser quadratic time, so they are stopped at the first piece that
//! shows it. Nodes live in one vector; nothing here recurses.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, parse_document};

/// Deeper than any page made by hand or by a word processor.
const DEEPEST: usize = 256;
const MOST_NODES: usize = 300_000;
/// Words within one tag or comment; and slashes, which part attributes too, but which a picture
/// that stands in its address has many of.
const MOST_SILENT: (usize, usize) = (10_000, 20_000);
/// A piece: small, so that little is done before the next look.
const PIECE: usize = 4096;

pub(crate) enum Data {
    Document,
    Element(Rc<QualName>, Vec<Attribute>),
    Text(String),
    Other,
}

pub(crate) struct Node {
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    pub(crate) data: Data,
    depth: usize,
}

/// All nodes; the document is the first.
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

impl Tree {
    /// Reads a page, or says why not.
    pub(crate) fn of(text: &str) -> Result<Tree, String> {
        let mut parser = parse_document(Growing::default(), ParseOpts::default());
        let mut rest = text;
        let mut calls = 0;
        let mut silent = (0, 0);
        while !rest.is_empty() {
            let mut end = rest.len().min(PIECE);
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            let (piece, after) = rest.split_at(end);
            rest = after;
            parser.process(StrTendril::from_slice(piece));
            let sink = &parser.tokenizer.sink.sink;
            if sink.deepest.get() > DEEPEST {
                return Err(format!(
                    "elements are nested more than {DEEPEST} deep; simplify the page"
                ));
            }
            if sink.nodes.borrow().len() > MOST_NODES {
                return Err(format!("the page has more than {MOST_NODES} parts; split it"));
            }
            // attributes of one element cost their square
            if sink.calls.get() == calls {
                silent.0 += piece.bytes().filter(u8::is_ascii_whitespace).count();
                silent.1 += piece.bytes().filter(|byte| *byte == b'/').count();
            } else {
                silent = (0, 0);
            }
            calls = sink.calls.get();
            if silent.0 > MOST_SILENT.0 || silent.1 > MOST_SILENT.1 {
                let reason = "one tag or comment is far too long; take comments and pictures that \
                              stand in the page itself out";
                return Err(reason.to_owned());
            }
        }
        Ok(parser.finish())
    }

    /// The element's name in lower case; empty for what is no element.
    pub(crate) fn name(&self, node: usize) -> &str {
        match &self.nodes[node].data {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// An attribute that is not empty.
    pub(crate) fn attr(&self, node: usize, wanted: &str) -> Option<&str> {
        let Data::Element(_, attrs) = &self.nodes[node].data else { return None };
        let found = attrs.iter().find(|attr| &*attr.name.local == wanted)?;
        Some(found.value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether an attribute stands there, with or without a value.
    pub(crate) fn has(&self, node: usize, wanted: &str) -> bool {
        let Data::Element(_, attrs) = &self.nodes[node].data else { return false };
        attrs.iter().any(|attr| &*attr.name.local == wanted)
    }

    /// The nodes under a node, itself first, in the order of the text; `enter` says whether to
    /// look under a node.
    pub(crate) fn under(&self, node: usize, enter: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            found.push(node);
            if enter(node) {
                open.extend(self.nodes[node].children.iter().rev());
            }
        }
        found
    }
}

/// What html5ever holds of a node: where it is, and its name, which must not need a look.
#[derive(Clone)]
struct Handle {
    at: usize,
    name: Option<Rc<QualName>>,
}

#[derive(Debug)]
struct Counted(Cell<usize>);

impl std::ops::Deref for Counted {
    type Target = Cell<usize>;
    fn deref(&self) -> &Cell<usize> {
        &self.0
    }
}

struct Growing {
    nodes: RefCell<Vec<Node>>,
    deepest: Counted,
    calls: Counted,
    nothing: Rc<QualName>,
}

impl Default for Growing {
    fn default() -> Growing {
        let document = Node { parent: None, children: Vec::new(), data: Data::Document, depth: 0 };
        Growing {
            nodes: RefCell::new(vec![document]),
            deepest: Counted(Cell::new(0)),
            calls: Counted(Cell::new(0)),
            nothing: Rc::new(QualName::new(None, html5ever::ns!(), html5ever::LocalName::from(""))),
        }
    }
}

impl Growing {
    fn called(&self) {
        self.calls.set(self.calls.get().wrapping_add(1));
    }

    fn add(&self, data: Data) -> Handle {
        self.called();
        let name = match &data {
            Data::Element(name, _) => Some(Rc::clone(name)),
            _ => None,
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), data, depth: 0 });
        Handle { at: nodes.len() - 1, name }
    }

    fn detach(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take()
            && let Some(place) = nodes[parent].children.iter().rposition(|child| *child == node)
        {
            nodes[parent].children.remove(place);
        }
    }

    /// Puts a node or text among the children of `parent`, before the child at `place`.
    fn insert(&self, parent: usize, place: usize, child: NodeOrText<Handle>) {
        self.called();
        let child = match child {
            NodeOrText::AppendNode(handle) => handle.at,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = place.checked_sub(1).map(|at| nodes[parent].children[at]);
                if let Some(before) = before
                    && let Data::Text(held) = &mut nodes[before].data
                {
                    held.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text.to_string())).at
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        nodes[child].parent = Some(parent);
        nodes[child].depth = depth;
        nodes[parent].children.insert(place, child);
        self.deepest.set(self.deepest.get().max(depth));
    }
}

impl TreeSink for Growing {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { at: 0, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_ref().unwrap_or(&self.nothing).expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        self.add(Data::Element(Rc::new(name), attrs))
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let place = self.nodes.borrow()[parent.at].children.len();
        self.insert(parent.at, place, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.nodes.borrow()[element.at].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        // a template is never shown, so its contents may as well stand in it
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.at == y.at
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(handle) = &child {
            self.detach(handle.at);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[sibling.at].parent.and_then(|parent| {
                let place =
                    nodes[parent].children.iter().rposition(|child| *child == sibling.at)?;
                Some((parent, place))
            })
        };
        if let Some((parent, place)) = place {
            self.insert(parent, place, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.called();
        if let Data::Element(_, held) = &mut self.nodes.borrow_mut()[target.at].data {
            for attr in attrs {
                if held.len() < 256 && !held.iter().any(|known| known.name == attr.name) {
                    held.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.at);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.called();
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.at].children);
        let depth = nodes[new_parent.at].depth + 1;
        for child in &children {
            nodes[*child].parent = Some(new_parent.at);
            nodes[*child].depth = depth;
        }
        nodes[new_parent.at].children.extend(children);
    }
}
