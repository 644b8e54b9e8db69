//! A record's fields as they were written, none of them read yet.
//!
//! Promises: of a name that stands there twice the last counts, as in every reader of JSON objects; what
//! is written again has its fields in the order of their names, so that the same record is the same text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Usually some twenty fields: a list that is sorted once asks for less memory than a tree of them.
pub(super) struct Written<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// Borrowed where it has no escapes in it.
#[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Written<'a> {
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (*known.0).cmp(name))
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.place(name).ok().map(|place| self.0[place].1.get())
    }

    pub(super) fn remove(&mut self, name: &str) {
        if let Ok(place) = self.place(name) {
            self.0.remove(place);
        }
    }

    /// Names and the texts of their values.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, text)| (&*name.0, text.get()))
    }

    /// An object again.
    pub(super) fn text(&self) -> String {
        // Names and JSON texts can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, text) in &self.0 {
            map.serialize_entry(&name.0, text)?;
        }
        map.end()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Written<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Written<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(24);
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        // Last first, then sorted as they stand, the last of a name is the one that stays.
        fields.reverse();
        fields.sort_by(|(one, _), (other, _): &(Name<'_>, _)| one.cmp(other));
        fields.dedup_by(|(one, _), (other, _)| one == other);
        Ok(Written(fields))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What a tree of names makes of the same text.
        #[test]
        fn a_list_of_fields_is_the_map_that_it_stands_for(names in prop::collection::vec("[a-c\u{e5}\"]{0,2}", 0..12)) {
            let fields: Vec<String> = names
                .iter()
                .zip(0..)
                .map(|(name, n)| format!("{}: {n}", serde_json::to_string(name).unwrap()))
                .collect();
            let raw = format!("{{{}}}", fields.join(" , "));
            let mut map: BTreeMap<String, &RawValue> = serde_json::from_str(&raw).unwrap();
            let mut written: Written<'_> = serde_json::from_str(&raw).unwrap();
            prop_assert_eq!(written.text(), serde_json::to_string(&map).unwrap());
            for name in ["a", "ab", "\u{e5}", "\""] {
                prop_assert_eq!(written.get(name), map.get(name).map(|text| text.get()));
                map.remove(name);
                written.remove(name);
            }
            let left: Vec<(&str, &str)> = map.iter().map(|(name, text)| (&**name, text.get())).collect();
            prop_assert_eq!(written.fields().collect::<Vec<_>>(), left);
        }
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        for raw in ["[]", "1", "null", "{\"a\":1", "{\"a\":tru}"] {
            assert!(serde_json::from_str::<Written<'_>>(raw).is_err(), "{raw}");
        }
    }
}
