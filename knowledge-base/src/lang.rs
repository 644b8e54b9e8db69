//! Language tags: which language, which script, and whether a tag can be one at all.

/// The language part of a BCP 47 tag, as it is written: `zh` of `zh-Hant`.
pub(crate) fn primary(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or(lang)
}

/// The tag in its usual letter case, or none if it cannot be a language: two letters must be a
/// language of ISO 639-1, three are believed, what follows must have the form of BCP 47.
pub(crate) fn canonical(tag: &str) -> Option<String> {
    let mut out = String::new();
    for (i, part) in tag.trim().split(['-', '_']).enumerate() {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        let plain = part.bytes().all(|b| b.is_ascii_alphanumeric());
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let lower = part.to_ascii_lowercase();
        match (i, part.len()) {
            (0, 2) if letters && ISO_639_1.contains(&lower.as_str()) => out.push_str(&lower),
            (0, 3) if letters => out.push_str(&lower),
            (0, _) => return None,
            (_, 4) if letters => {
                out.push('-');
                out.push_str(&lower[..1].to_ascii_uppercase());
                out.push_str(&lower[1..]);
            }
            (_, 2) if letters => {
                out.push('-');
                out.push_str(&part.to_ascii_uppercase());
            }
            (_, 3) if digits || letters => {
                out.push('-');
                out.push_str(&lower);
            }
            (_, 4..=8) if plain => {
                out.push('-');
                out.push_str(&lower);
            }
            _ => return None,
        }
    }
    (out.len() <= 35).then_some(out)
}

/// How near a variant's language is to the asker's: 2 the same way of writing the same
/// language, 1 the same language, 0 another.
pub(crate) fn nearness(variant: &str, asker: &str) -> u8 {
    match (
        primary(variant).eq_ignore_ascii_case(primary(asker)),
        han_form(variant),
        han_form(asker),
    ) {
        (false, _, _) => 0,
        (true, a, b) if a == b => 2,
        (true, _, _) => 1,
    }
}

#[derive(PartialEq)]
enum HanForm {
    Simplified,
    Traditional,
    Neither,
}

fn han_form(lang: &str) -> HanForm {
    let lower = lang.to_ascii_lowercase();
    let has = |wanted: &[&str]| lower.split(['-', '_']).skip(1).any(|part| wanted.contains(&part));
    match primary(&lower) {
        "zh" if has(&["hant"]) => HanForm::Traditional,
        "zh" if has(&["hans"]) => HanForm::Simplified,
        "zh" if has(&["tw", "hk", "mo"]) => HanForm::Traditional,
        "zh" => HanForm::Simplified,
        _ => HanForm::Neither,
    }
}

const ISO_639_1: &[&str] = &[
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh",
    "bi", "bm", "bn", "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da",
    "de", "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr",
    "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he", "hi", "ho", "hr", "ht", "hu", "hy", "hz",
    "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj",
    "kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li", "ln",
    "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb",
    "nd", "ne", "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi",
    "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "sh", "si",
    "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th",
    "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk", "ur", "uz", "ve", "vi",
    "vo", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];
