//! From what a file says to a whole article, or the reason why not.

use serde_json::{Map, Value};
use std::path::Path;

use super::MOST_BYTES;
use super::days::day;
use super::names::{Part, part};
use crate::lang::canonical;
use crate::{Article, Audience, State};

/// Longer lists are an accident of an export.
const LONGEST_LIST: usize = 2_000;
/// What we know nothing about is kept up to this much, bytes of JSON.
const MOST_FURTHER: usize = 100_000;

/// An article as it is written, with nothing taken for granted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) id: Option<String>,
    pub(crate) version: Option<u32>,
    pub(crate) lang: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) state: Option<State>,
    pub(crate) audience: Option<Audience>,
    pub(crate) products: Vec<String>,
    pub(crate) reasons: Vec<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) also_check: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) updated: Option<String>,
    pub(crate) valid_until: Option<String>,
    pub(crate) further: Map<String, Value>,
    /// What should be said about it although it is taken.
    pub(crate) notes: Vec<String>,
}

/// A value that cannot be understood: its name as it is written, and why.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl Written {
    /// Takes what is said by name. The names we write ourselves go before what others call the
    /// same part; what fills no part is kept under its name.
    pub(crate) fn of(map: Map<String, Value>) -> Result<Written, Unread> {
        let mut written = Written::default();
        let mut taken = Vec::new();
        let mut later = Vec::new();
        for (name, value) in map {
            match part(&name) {
                Some((part, true)) if !value.is_null() => {
                    taken.push(part);
                    written.set(part, &name, value)?;
                }
                Some((part, false)) if !value.is_null() => later.push((part, name, value)),
                Some(_) => {}
                None => {
                    written.further.insert(name, value);
                }
            }
        }
        for (part, name, value) in later {
            if taken.contains(&part) {
                written.further.insert(name, value);
            } else {
                taken.push(part);
                written.set(part, &name, value)?;
            }
        }
        Ok(written)
    }

    /// Takes one value.
    pub(crate) fn set(&mut self, part: Part, name: &str, value: Value) -> Result<(), Unread> {
        let unread = |reason: String| Unread { name: name.to_owned(), reason };
        if part == Part::Further {
            if let Value::Object(map) = value {
                self.further.extend(map);
            }
            return Ok(());
        }
        if let Part::Products | Part::Reasons | Part::Keywords | Part::AlsoCheck | Part::Codes =
            part
        {
            let list = list(value).map_err(|reason| unread(format!("{name} {reason}")))?;
            match part {
                Part::Products => self.products = list,
                Part::Reasons => self.reasons = list,
                Part::Keywords => self.keywords = list,
                Part::AlsoCheck => self.also_check = list,
                _ => self.codes = list,
            }
            return Ok(());
        }
        let text = scalar(value).map_err(|reason| unread(format!("{name} {reason}")))?;
        match part {
            Part::Id => self.id = Some(text),
            Part::Lang => self.lang = Some(text),
            Part::Title => self.title = Some(text),
            Part::Summary => self.summary = Some(text),
            Part::Body => self.body = Some(text),
            Part::Updated => self.updated = Some(text),
            Part::ValidUntil => self.valid_until = Some(text),
            Part::Version => {
                let digits = text.trim().trim_start_matches(['v', 'V']);
                let whole = digits.split('.').next().unwrap_or_default();
                self.version = Some(whole.parse().map_err(|_| {
                    unread(format!("{name} {text:?} is no number; versions count 1, 2, 3"))
                })?);
            }
            Part::State => {
                self.state = state(&text)
                    .ok_or_else(|| {
                        unread(format!(
                            "{name} {text:?} is none of draft, unvalidated, validated, archived"
                        ))
                    })?
                    .into();
            }
            Part::Draft | Part::Published => {
                let yes = yes(&text)
                    .ok_or_else(|| unread(format!("{name} {text:?} is neither true nor false")))?;
                if yes == (part == Part::Draft) {
                    self.state = Some(State::Draft);
                }
            }
            Part::Audience => {
                self.audience = audience(&text)
                    .ok_or_else(|| {
                        unread(format!("{name} {text:?} is none of agent, customer, restricted"))
                    })?
                    .into();
            }
            _ => {}
        }
        Ok(())
    }
}

/// Text of text, a number or a truth; a list of one counts as its one.
fn scalar(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Array(mut items) if items.len() == 1 => scalar(items.remove(0)),
        _ => Err("holds a list or a map; write one value"),
    }
}

/// A list, or text with commas.
fn list(value: Value) -> Result<Vec<String>, &'static str> {
    match value {
        Value::Array(items) => {
            if items.len() > LONGEST_LIST {
                return Err("is a list of over 2,000; that is an accident");
            }
            let mut list = Vec::new();
            for item in items {
                let text = scalar(item).map_err(|_| "holds a list in a list; write words")?;
                if !text.trim().is_empty() {
                    list.push(text);
                }
            }
            Ok(list)
        }
        Value::Null => Ok(Vec::new()),
        Value::Object(_) => Err("holds a map; write a list"),
        other => split_list(&scalar(other)?),
    }
}

fn split_list(text: &str) -> Result<Vec<String>, &'static str> {
    let words = text.split([',', ';', '\n', '、', '，', '；', '،', '؛', '|']);
    let list: Vec<String> =
        words.map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if list.len() > LONGEST_LIST {
        Err("is a list of over 2,000; that is an accident")
    } else {
        Ok(list)
    }
}

pub(crate) fn state(text: &str) -> Option<State> {
    let plain: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(32)
        .collect();
    match plain.as_str() {
        "draft" | "wip" | "workinprogress" | "unpublished" | "utkast" | "草稿" | "مسودة" => {
            Some(State::Draft)
        }
        "unvalidated" | "notvalidated" | "inreview" | "review" | "pending" | "待审核" => {
            Some(State::Unvalidated)
        }
        "validated" | "published" | "publish" | "online" | "public" | "active" | "approved"
        | "publicerad" | "已发布" | "已發布" | "منشور" => Some(State::Validated),
        "archived" | "archive" | "obsolete" | "retired" | "arkiverad" | "已归档" | "已封存" => {
            Some(State::Archived)
        }
        _ => None,
    }
}

fn audience(text: &str) -> Option<Audience> {
    match text.trim().to_lowercase().as_str() {
        "agent" | "agents" | "internal" | "intern" => Some(Audience::Agent),
        "customer" | "customers" | "public" | "everyone" | "external" => Some(Audience::Customer),
        "restricted" | "confidential" => Some(Audience::Restricted),
        _ => None,
    }
}

pub(crate) fn yes(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "ja" | "是" | "نعم" | "public" | "published" | "featured" => {
            Some(true)
        }
        "0" | "false" | "no" | "n" | "nej" | "否" | "لا" | "" | "private" | "internal" => {
            Some(false)
        }
        _ => None,
    }
}

/// An article and what should be said about it, or why there is none.
pub(crate) fn whole(
    written: Written,
    fallback_id: impl FnOnce() -> String,
) -> Result<(Article, Vec<String>), String> {
    let mut notes = written.notes;
    let mut nul = false;
    let mut clean = |text: String| {
        nul |= text.contains('\0');
        if text.contains('\0') { text.replace('\0', "") } else { text }
    };
    let body = written.body.map(&mut clean);
    let Some(body) = body.filter(|body| !body.trim().is_empty()) else {
        return Err("the article is empty; it has no body".to_owned());
    };
    let Some(title) = written.title.map(&mut clean) else {
        return Err("the article has no title".to_owned());
    };
    if title.trim().is_empty() {
        notes.push("the title is empty; the article is shown by its first words".to_owned());
    }
    let Some(lang) = written.lang.filter(|lang| !lang.trim().is_empty()) else {
        return Err("the article has no language (lang: en); name one for all by --lang".to_owned());
    };
    let Some(lang) = lang_of(&lang) else {
        return Err(format!("{} is no language tag; write en, sv, zh-Hans, ...", quoted(&lang)));
    };
    let id = match written.id.map(|id| id.trim().to_owned()) {
        Some(id) if id.len() > 200 || id.chars().any(char::is_control) => {
            return Err("the id is over 200 bytes or holds control characters".to_owned());
        }
        Some(id) if !id.is_empty() => id,
        _ => short_id(fallback_id()),
    };
    let updated = written.updated.filter(|day| !day.trim().is_empty()).and_then(|text| {
        let read = day(&text);
        if read.is_none() {
            notes.push(format!(
                "updated {} is no day of the form 2026-11-21; left out",
                quoted(&text)
            ));
        }
        read
    });
    // an article that should run out must not live for ever because its day was not understood
    let valid_until = match written.valid_until.filter(|day| !day.trim().is_empty()) {
        Some(text) => Some(day(&text).ok_or_else(|| {
            format!("valid_until {} is no day of the form 2026-11-21", quoted(&text))
        })?),
        None => None,
    };
    let mut clean_all = |list: Vec<String>| -> Vec<String> {
        list.into_iter().map(&mut clean).filter(|item| !item.trim().is_empty()).collect()
    };
    let (products, reasons) = (clean_all(written.products), clean_all(written.reasons));
    let (keywords, codes) = (clean_all(written.keywords), clean_all(written.codes));
    let also_check = clean_all(written.also_check);
    let summary = written.summary.map(&mut clean).filter(|summary| !summary.trim().is_empty());
    if nul {
        notes.push("NUL characters were taken out".to_owned());
    }
    let mut further = written.further;
    further.retain(|_, value| !value.is_null());
    let size = serde_json::to_string(&further).map_or(usize::MAX, |json| json.len());
    if size > MOST_FURTHER || further.len() > LONGEST_LIST || further.values().any(|v| deep(v, 0)) {
        notes.push("what stands beside the article is too much to keep; left out".to_owned());
        further.clear();
    }
    let lists = [&products, &reasons, &keywords, &codes, &also_check];
    let words: usize = lists.iter().flat_map(|list| list.iter()).map(String::len).sum();
    let bytes = body.len() + title.len() + words + summary.as_deref().map_or(0, str::len);
    if bytes as u64 > MOST_BYTES {
        return Err(format!("{} kB is over 1 MB; split the article", bytes / 1000));
    }
    let article = Article {
        id,
        version: written.version.unwrap_or(1),
        lang,
        title: title.trim().to_owned(),
        summary,
        body,
        state: written.state.unwrap_or_default(),
        audience: written.audience.unwrap_or_default(),
        products,
        reasons,
        keywords,
        also_check,
        codes,
        updated,
        valid_until,
        further: further.into_iter().collect(),
    };
    Ok((article, notes))
}

/// A value deeper than YAML is read again.
fn deep(value: &Value, depth: usize) -> bool {
    match value {
        _ if depth > 8 => true,
        Value::Array(items) => items.iter().any(|item| deep(item, depth + 1)),
        Value::Object(map) => map.values().any(|item| deep(item, depth + 1)),
        _ => false,
    }
}

/// The tag of a tag or of a language's English or own name; regions of Chinese give the script.
pub(crate) fn lang_of(text: &str) -> Option<String> {
    let plain = text.trim().to_lowercase().replace('_', "-");
    let known = match plain.as_str() {
        "zh-cn"
        | "zh-sg"
        | "chinese"
        | "simplified chinese"
        | "chinese (simplified)"
        | "简体中文"
        | "中文" => "zh-Hans",
        "zh-tw"
        | "zh-hk"
        | "zh-mo"
        | "traditional chinese"
        | "chinese (traditional)"
        | "繁體中文" => "zh-Hant",
        "english" => "en",
        "swedish" | "svenska" => "sv",
        "arabic" | "العربية" => "ar",
        _ => return canonical(text),
    };
    Some(known.to_owned())
}

/// What an author wrote, short enough for a line.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    format!("{short:?}")
}

/// Ids made of long paths keep their end, which tells them apart.
fn short_id(id: String) -> String {
    let id: String = id.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    if id.len() <= 200 {
        return id;
    }
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(id.as_bytes());
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut start = id.len() - 180;
    while !id.is_char_boundary(start) {
        start += 1;
    }
    format!("{hash}-{}", &id[start..])
}

/// An id from a path, the same at every import: `billing/late-fee` of `billing/late-fee.md`, of
/// `billing/late-fee/sv.md`, of `billing/late-fee.sv.html` and of `sv/billing/late-fee.md`.
pub(crate) fn id_of(inside: &Path, lang: Option<&str>) -> String {
    let inside = inside.with_extension("");
    let mut parts: Vec<String> =
        inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let is = |part: &str| lang.is_some_and(|lang| lang_of(part).is_some_and(|tag| tag == lang));
    if parts.len() > 1 && parts.last().is_some_and(|last| is(last)) {
        parts.pop();
    } else if let Some(last) = parts.last_mut()
        && let Some(at) = last.rfind(['.', '_'])
        && at > 0
        && is(&last[at + 1..])
    {
        last.truncate(at);
    }
    if parts.len() > 1 && is(&parts[0]) {
        parts.remove(0);
    }
    parts.join("/")
}

/// The language a path says by its name: `late-fee/sv.md`, `late-fee.sv.html`, `sv/late-fee.md`.
pub(crate) fn lang_of_path(inside: &Path) -> Option<String> {
    let stem = inside.file_stem()?.to_string_lossy().into_owned();
    let end = stem.rfind(['.', '_']).filter(|at| *at > 0).map(|at| stem[at + 1..].to_owned());
    let first = inside.iter().next().map(|part| part.to_string_lossy().into_owned());
    let folder = first.filter(|_| inside.iter().count() > 1);
    let sure = |text: String| (!WORDS_TOO.contains(&text.as_str())).then(|| tag(&text)).flatten();
    tag(&stem).or_else(|| end.and_then(sure)).or_else(|| folder.and_then(sure))
}

/// Tags that are the names of departments, or words, as often.
const WORDS_TOO: &[&str] =
    &["it", "hr", "id", "pr", "is", "no", "to", "or", "as", "so", "am", "be"];

/// A tag as names of files hold them: not every word of three letters, not `my-page`.
fn tag(text: &str) -> Option<String> {
    let sure = match text.split_once(['-', '_']) {
        None => text.len() == 2,
        Some((_, rest)) => {
            let script = ["hans", "hant", "latn", "cyrl", "arab"];
            let region = rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_uppercase());
            let script = script.iter().any(|s| rest.to_lowercase().starts_with(s));
            region || script || ["cn", "tw", "hk", "us", "gb"].contains(&rest)
        }
    };
    if sure { lang_of(text) } else { None }
}
