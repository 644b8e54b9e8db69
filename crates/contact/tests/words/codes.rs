//! The centre's own lists: those that are shipped fit together, and what does not fit is named.

use std::path::Path;

use contact::{Claim, Codes, CodesError, LANGUAGES, Names, ReasonPath};

fn texts() -> [String; 4] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/codes");
    Codes::files().map(|file| {
        std::fs::read_to_string(folder.join(file))
            .unwrap_or_else(|error| panic!("knowledge-base/codes/{file}: {error}"))
    })
}

fn read(texts: &[String; 4]) -> Result<Codes, CodesError> {
    Codes::from_toml(texts.each_ref().map(String::as_str))
}

fn names(text: &str) -> Names {
    LANGUAGES.iter().map(|lang| ((*lang).to_owned(), format!("{text} {lang}"))).collect()
}

/// Two reasons, an outcome, a root cause and a template that fit together.
fn small() -> Codes {
    let names = |text| serde_json::to_value(names(text)).unwrap();
    serde_json::from_value(serde_json::json!({
        "reasons": [
            {"path": "tv", "names": names("TV")},
            {"path": "tv/picture", "code": "TV-1", "names": names("Picture")},
        ],
        "outcomes": [{"id": "resolved", "key": 1, "claim": "resolved", "names": names("Resolved")}],
        "root_causes": [{"id": "no_article", "key": 1, "group": "knowledge", "names": names("None")}],
        "templates": [{"id": "standard", "names": names("Standard"), "text": names("{reason}")}],
    }))
    .unwrap()
}

/// The file and the words of what is wrong.
fn wrong(change: impl FnOnce(&mut Codes)) -> (&'static str, String) {
    let mut codes = small();
    change(&mut codes);
    match codes.check() {
        Err(CodesError::Wrong { file, what }) => (file, what),
        other => panic!("not refused: {other:?}"),
    }
}

fn assert_wrong(change: impl FnOnce(&mut Codes), file: &str, what: &str) {
    let (found_file, found) = wrong(change);
    assert_eq!(found_file, file);
    assert!(found.contains(what), "`{found}` does not say `{what}`");
}

#[test]
fn the_shipped_lists_fit_together() {
    let codes = read(&texts()).unwrap();
    assert!(codes.reasons.iter().filter(|r| r.code.is_some()).count() >= 10);
    assert!(!codes.root_causes.is_empty() && !codes.templates.is_empty());
    let resolved = codes.outcome("resolved").unwrap();
    assert_eq!((resolved.key, resolved.claim), (1, Claim::Resolved));
    assert!(codes.outcome("no-such-outcome").is_none());
    assert!(codes.root_cause("no_article").is_some());
    for reason in codes.reasons.iter().filter(|r| r.code.is_some()) {
        assert_eq!(codes.leaf(&reason.path), Some(reason));
        for lang in LANGUAGES {
            let depth = reason.path.segments().count();
            assert_eq!(codes.path_names(&reason.path, lang).len(), depth, "{}", reason.path);
        }
    }
}

#[test]
fn the_shipped_lists_survive_the_wire() {
    let codes = read(&texts()).unwrap();
    let text = serde_json::to_string(&codes).unwrap();
    assert_eq!(serde_json::from_str::<Codes>(&text).unwrap(), codes);
}

#[test]
fn a_misspelt_field_is_refused_with_its_file_and_line() {
    for (place, file) in Codes::files().into_iter().enumerate() {
        let mut broken = texts();
        broken[place] = broken[place].replacen("names = ", "nmaes = ", 1);
        let error = read(&broken).unwrap_err();
        assert!(matches!(&error, CodesError::Toml { file: found, .. } if *found == file));
        let said = error.to_string();
        assert!(said.contains(file) && said.contains("line"), "{said}");
    }
}

#[test]
fn the_small_lists_fit_together() {
    small().check().unwrap();
    Codes::default().check().unwrap();
}

#[test]
fn a_reason_needs_its_parent_before_it() {
    assert_wrong(
        |c| c.reasons.swap(0, 1),
        "reasons.toml",
        "`tv/picture` comes before its parent `tv`",
    );
    assert_wrong(
        |c| drop(c.reasons.remove(0)),
        "reasons.toml",
        "`tv/picture` comes before its parent `tv`",
    );
}

#[test]
fn a_reason_stands_once() {
    assert_wrong(
        |c| c.reasons.push(c.reasons[1].clone()),
        "reasons.toml",
        "`tv/picture` is there twice",
    );
}

#[test]
fn everything_has_a_name_in_every_language() {
    for lang in LANGUAGES {
        let without = move |names: &mut Names| drop(names.remove(lang));
        let says = |what: &str| format!("`{what}` has no name in `{lang}`");
        assert_wrong(|c| without(&mut c.reasons[1].names), "reasons.toml", &says("tv/picture"));
        assert_wrong(|c| without(&mut c.outcomes[0].names), "outcomes.toml", &says("resolved"));
        assert_wrong(
            |c| without(&mut c.root_causes[0].names),
            "root-causes.toml",
            &says("no_article"),
        );
        assert_wrong(|c| without(&mut c.templates[0].text), "templates.toml", &says("standard"));
    }
    assert_wrong(
        |c| drop(c.reasons[0].names.insert("sv".into(), " \t".into())),
        "reasons.toml",
        "`tv` has no name in `sv`",
    );
}

#[test]
fn ids_and_keys_are_there_once() {
    assert_wrong(
        |c| c.outcomes.push(contact::Outcome { key: 2, ..c.outcomes[0].clone() }),
        "outcomes.toml",
        "`resolved` is there twice",
    );
    assert_wrong(
        |c| c.outcomes.push(contact::Outcome { id: "other".into(), ..c.outcomes[0].clone() }),
        "outcomes.toml",
        "`other`: key 1 is taken",
    );
    assert_wrong(
        |c| c.root_causes.push(contact::RootCause { key: 2, ..c.root_causes[0].clone() }),
        "root-causes.toml",
        "`no_article` is there twice",
    );
    assert_wrong(
        |c| c.root_causes.push(contact::RootCause { id: "x".into(), ..c.root_causes[0].clone() }),
        "root-causes.toml",
        "`x`: key 1 is taken",
    );
}

#[test]
fn a_key_is_a_digit_from_1() {
    for key in [0, 10, 255] {
        let says = format!("key {key} is taken or not 1 to 9");
        assert_wrong(|c| c.outcomes[0].key = key, "outcomes.toml", &says);
        assert_wrong(|c| c.root_causes[0].key = key, "root-causes.toml", &says);
    }
}

#[test]
fn only_a_leaf_with_a_code_can_be_chosen() {
    let codes = small();
    assert!(codes.leaf(&ReasonPath::from("tv/picture")).is_some());
    assert!(codes.leaf(&ReasonPath::from("tv")).is_none(), "a heading");
    assert!(codes.leaf(&ReasonPath::from("tv/sound")).is_none(), "unknown");
}

#[test]
fn names_along_a_path_fall_back_to_english() {
    let codes = small();
    let path = ReasonPath::from("tv/picture");
    assert_eq!(codes.path_names(&path, "sv"), ["TV sv", "Picture sv"]);
    assert_eq!(codes.path_names(&path, "fi"), ["TV en", "Picture en"]);
    assert_eq!(codes.path_names(&ReasonPath::from("tv/gone"), "sv"), ["TV sv"]);
}
