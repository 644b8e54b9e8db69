//! Any turns may be said: no panic, no error, confidences between 0 and 1.
#![no_main]

mod small;

use knowledge_base::{Conversation, Speaker, Turn};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let turns = text.split('\n').enumerate().map(|(n, line)| Turn {
        speaker: [Speaker::Customer, Speaker::Agent, Speaker::Other][line.len() % 3],
        text: line.to_owned(),
        done: n % 4 != 0,
    });
    let conversation = Conversation::new(turns.collect());
    let suggested = small::index().suggest(&conversation).unwrap();
    assert!((0.0..=1.0).contains(&suggested.confidence));
    assert!(suggested.articles.len() <= conversation.limit);
    for suggestion in &suggested.articles {
        assert!((0.0..=suggested.confidence).contains(&suggestion.confidence));
    }
});
