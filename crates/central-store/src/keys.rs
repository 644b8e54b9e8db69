//! Secrets and what is kept of them: customers' keys, tokens, one-time codes.
//!
//! Promises: an identity is only ever kept as a keyed hash, a token and a code only as a hash.
//! Deliberately absent: where they are kept.

use contact::{ContactId, Customer, IdentityKind, Secret};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::Failure;
use crate::settings::Chance;

/// A customer as the store knows them: 16 bytes that say nothing to whoever lacks the secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct CustomerKey(pub(crate) [u8; 16]);

impl CustomerKey {
    /// All of it in hexadecimal: what stands for the customer wherever only equality matters.
    pub(crate) fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Short enough to read aloud, for the board. Two customers may share one.
    pub(crate) fn label(&self) -> String {
        hex(&self.0[..4])
    }
}

/// The tenant's secret. `Debug` shows nothing of it.
#[derive(Clone)]
pub(crate) struct Keyring {
    secret: [u8; 32],
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

impl Keyring {
    /// A new secret.
    pub(crate) fn make(chance: &Chance) -> Result<Keyring, Failure> {
        Ok(Keyring { secret: chance.bytes()? })
    }

    /// As [`Keyring::text`] wrote it.
    pub(crate) fn from_text(text: &str) -> Option<Keyring> {
        let bytes: Option<Vec<u8>> = (0..text.len() / 2)
            .map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok())
            .collect();
        Some(Keyring { secret: bytes?.try_into().ok()? })
    }

    /// For the one row that keeps it.
    pub(crate) fn text(&self) -> String {
        hex(&self.secret)
    }

    /// The key of a customer. Blanks around the identity do not count, nor capital letters in an
    /// e-mail address.
    pub(crate) fn customer(&self, customer: &Customer) -> CustomerKey {
        let text = customer.as_str().trim();
        let plain = match IdentityKind::of(&Customer(text.to_owned())) {
            IdentityKind::Email => text.to_lowercase(),
            _ => text.to_owned(),
        };
        self.keyed(b"customer\0", plain.as_bytes())
    }

    /// The key of a contact whose customer nobody knows: its own, so that it is nobody's neighbour
    /// and the same record sent twice is still found.
    pub(crate) fn unknown(&self, contact: &ContactId) -> CustomerKey {
        self.keyed(b"contact\0", contact.as_bytes())
    }

    fn keyed(&self, kind: &[u8], identity: &[u8]) -> CustomerKey {
        // A key shorter than the hash's block is filled up with zeros: RFC 2104.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(kind);
        mac.update(identity);
        let whole = mac.finalize().into_bytes();
        let mut key = [0; 16];
        key.copy_from_slice(&whole[..16]);
        CustomerKey(key)
    }
}

/// SHA-256: what is kept of a token or a code.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A token of 256 random bits, with a word in front that says what it is good for.
pub(crate) fn token(kind: &str, chance: &Chance) -> Result<Secret, Failure> {
    Ok(Secret::new(format!("{kind}_{}", hex(&chance.bytes::<32>()?))))
}

/// Letters that are not taken for one another when read aloud.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A one-time code of 60 random bits: `7K3M-PQ9X-2HVA`.
pub(crate) fn code(chance: &Chance) -> Result<Secret, Failure> {
    let mut text = String::new();
    for (i, byte) in chance.bytes::<12>()?.into_iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(Secret::new(text))
}

/// The hash of a code, however it was typed: small letters, blanks, and O for 0 or L for 1.
pub(crate) fn code_hash(typed: &str) -> [u8; 32] {
    let plain: String = typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    hash(plain.as_bytes())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(byte: u8) -> Keyring {
        Keyring { secret: [byte; 32] }
    }

    #[test]
    fn a_key_hangs_on_the_secret_and_the_identity_alone() {
        let anna = Customer("anna@example.org".into());
        assert_eq!(ring(1).customer(&anna), ring(1).customer(&anna));
        assert_ne!(ring(1).customer(&anna), ring(2).customer(&anna));
        assert_ne!(ring(1).customer(&anna), ring(1).customer(&Customer("anna@example.net".into())));
        assert_eq!(
            ring(1).customer(&anna),
            ring(1).customer(&Customer(" Anna@Example.org".into()))
        );
        assert_ne!(
            ring(1).customer(&Customer("C-1".into())),
            ring(1).customer(&Customer("c-1".into()))
        );
        let id = ContactId(uuid::Uuid::from_u128(7));
        let same_bytes = Customer(String::from_utf8(id.as_bytes().to_vec()).unwrap());
        assert_ne!(ring(1).unknown(&id), ring(1).customer(&same_bytes));
    }

    #[test]
    fn the_secret_is_written_and_read_back_and_not_shown() {
        let ring = ring(0xa7);
        let back = Keyring::from_text(&ring.text()).unwrap();
        assert_eq!(back.secret, ring.secret);
        assert!(Keyring::from_text("a7").is_none());
        assert!(Keyring::from_text("å").is_none());
        assert!(!format!("{ring:?}").contains("a7"));
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let chance = Chance::new(|bytes| {
            bytes.fill(0);
            Ok(())
        });
        let code = code(&chance).unwrap();
        assert_eq!(code.reveal(), "0000-0000-0000");
        assert_eq!(code_hash("0000-0000-0000"), code_hash(" oooo 0000oooo"));
        assert_ne!(code_hash("0000-0000-0000"), code_hash("0000-0000-0001"));
    }
}
