//! Arabic letters in one form, and the light stem of a word.
//!
//! The stem follows the light10 rules (Larkey, Ballesteros, Connell 2007): the article and one
//! conjunction (or conjunction and preposition) off the front, endings off the back. Endings go only down to three letters (light10
//! has two): measured better on dialects. Roots are not looked for: they join words that a caller
//! keeps apart.

/// One form for letters that are written in several; none for marks and tatweel.
pub(crate) fn unify(c: char) -> Option<char> {
    Some(match c {
        // vowel marks, Koranic marks, dagger alef, tatweel
        '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'
        | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' => return None,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        c => c,
    })
}

/// Longer ones first: with a conjunction and a preposition before the article, and the article as
/// it is spoken after "on" and "this" (عال, هال).
const FRONT: [&str; 12] =
    ["وبال", "وكال", "فبال", "ولل", "وال", "بال", "كال", "فال", "عال", "هال", "ال", "لل"];
/// A conjunction and a preposition before a word without article.
const FRONT_BARE: [&str; 4] = ["وب", "ول", "فب", "فل"];
const BACK: [&str; 8] = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/// The light stem of a word of unified letters.
pub(crate) fn light_stem(word: &str) -> &str {
    let long = |rest: &str, least: usize| rest.chars().nth(least - 1).is_some();
    let mut stem = word;
    let front = FRONT.iter().find_map(|front| stem.strip_prefix(front)).filter(|r| long(r, 2));
    match front {
        Some(rest) => stem = rest,
        None => {
            let bare = FRONT_BARE.iter().find_map(|front| stem.strip_prefix(front));
            if let Some(rest) = bare.filter(|rest| long(rest, 4) && !rest.starts_with('ا')) {
                stem = rest;
            } else if let Some(rest) = stem.strip_prefix('و').filter(|rest| long(rest, 3)) {
                stem = rest;
            }
        }
    }
    // one pass over the list, as light10 has it: several endings may go
    for back in BACK {
        if let Some(rest) = stem.strip_suffix(back).filter(|rest| long(rest, 3)) {
            stem = rest;
        }
    }
    // what is left of ة before a further ending: بطاقتي, بطاقة
    stem.strip_suffix('ت').filter(|rest| long(rest, 3)).unwrap_or(stem)
}
