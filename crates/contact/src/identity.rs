//! The ways in which one person is known: by telephone, e-mail, a name on a network, an account.
//!
//! Each becomes one [`Customer`] text in one form, whoever wrote it and however: only then are two
//! systems that know the same number talking of the same person. Whether two identities are one
//! person is not decided here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Customer;

/// What an identity is.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A telephone number: voice, SMS, WhatsApp.
    Phone,
    /// An e-mail address.
    Email,
    /// A name on a social network or in a chat.
    Handle,
    /// A number or name in the centre's own books.
    Account,
}

/// One identity of a person.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// What it is.
    pub kind: IdentityKind,
    /// As the source writes it.
    pub value: Customer,
    /// The network of a handle: `facebook`. The same handle on two networks is two people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
}

impl Identity {
    /// In the one form, or none when it cannot be what it says it is. `region` (ISO 3166) is where
    /// a number without a country code belongs.
    pub fn customer(&self, region: &str) -> Option<Customer> {
        let read = Customer::read(self.value.as_str(), region)?;
        match self.kind {
            IdentityKind::Phone => read.as_str().starts_with('+').then_some(read),
            IdentityKind::Email => (IdentityKind::of(&read) == IdentityKind::Email).then_some(read),
            IdentityKind::Account => Some(read),
            IdentityKind::Handle => {
                let name = read.as_str().trim_start_matches('@').to_lowercase();
                let network = self.network.as_deref().unwrap_or_default().trim().to_lowercase();
                (!name.is_empty()).then(|| Customer(format!("{network}@{name}")))
            }
        }
    }
}

impl IdentityKind {
    /// Positions are the numbers in databases.
    pub const ALL: [IdentityKind; 4] =
        [IdentityKind::Phone, IdentityKind::Email, IdentityKind::Handle, IdentityKind::Account];

    /// What a text looks like that nobody said anything about.
    pub fn of(customer: &Customer) -> IdentityKind {
        let text = customer.as_str();
        if text.starts_with('+') && text.len() > 6 && text[1..].bytes().all(|b| b.is_ascii_digit())
        {
            return IdentityKind::Phone;
        }
        match text.split_once('@') {
            Some((name, host))
                if !name.is_empty()
                    && host.contains('.')
                    && !host.contains('@')
                    && !text.contains(char::is_whitespace) =>
            {
                IdentityKind::Email
            }
            Some((_, name)) if !name.is_empty() => IdentityKind::Handle,
            _ => IdentityKind::Account,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: IdentityKind, value: &str, network: Option<&str>) -> Option<String> {
        let network = network.map(str::to_owned);
        let identity = Identity { kind, value: Customer(value.into()), network };
        identity.customer("SE").map(|customer| customer.0)
    }

    #[test]
    fn each_kind_has_one_form() {
        use IdentityKind::{Account, Email, Handle, Phone};
        for (kind, value, network, form) in [
            (Phone, "070-174 06 12", None, Some("+46701740612")),
            (Phone, "anonymous", None, None),
            (Email, " Sara@Example.ORG ", None, Some("sara@example.org")),
            (Email, "sara", None, None),
            (Handle, "@Sara", Some("Facebook"), Some("facebook@sara")),
            (Handle, "sara", None, Some("@sara")),
            (Handle, "@", None, None),
            (Account, " c-17 ", None, Some("c-17")),
            (Account, "", None, None),
        ] {
            assert_eq!(read(kind, value, network).as_deref(), form, "{kind:?} {value:?}");
        }
    }

    #[test]
    fn a_form_is_known_by_its_look() {
        use IdentityKind::{Account, Email, Handle, Phone};
        for (text, kind) in [
            ("+46701740612", Phone),
            ("+4", Account),
            ("sara@example.org", Email),
            ("facebook@sara", Handle),
            ("@sara", Handle),
            ("c-17", Account),
            ("a b@example.org", Handle),
        ] {
            assert_eq!(IdentityKind::of(&Customer(text.into())), kind, "{text}");
        }
    }
}
