//! Who may speak to the store: desks and the codes that make them, keys to the board, other systems.
//!
//! Promises: a secret is told once and kept only as its hash. Deliberately absent: what each of
//! them may ask (see `http`).

use contact::protocol::{Enrol, Enrolled, Renewed};
use contact::{Code, Problem, Secret};

use super::Store;
use crate::Failure;
use crate::channel::Source;
use crate::engine::Session;
use crate::keys;
use crate::tables::desks::{self, BoardKey, Device, Who};
use crate::tables::sources;

impl Store {
    /// The other system whose key this is; none when unknown or revoked.
    pub(crate) async fn source(&self, token: &str) -> Result<Option<Source>, Failure> {
        let hash = keys::hash(token.as_bytes());
        sources::who(&self.0.readers, hash).await
    }

    /// Whose token this is; none when unknown or revoked.
    pub async fn who(&self, token: &str) -> Result<Option<Who>, Failure> {
        let hash = keys::hash(token.as_bytes());
        desks::who(&self.0.readers, hash).await
    }

    /// A new one-time code for a desk, good for a day.
    pub async fn enrolment_code(&self, name: &str) -> Result<Secret, Failure> {
        let (now, chance, name) = (self.now(), self.0.chance.clone(), name.to_owned());
        self.0.writer.write(move |c| desks::make_code(c, &name, now, &chance)).await
    }

    /// A new key to the board.
    pub async fn board_key(&self, name: &str) -> Result<Secret, Failure> {
        let (now, chance, name) = (self.now(), self.0.chance.clone(), name.to_owned());
        self.0.writer.write(move |c| desks::make_board_key(c, &name, now, &chance)).await
    }

    /// All keys to the board that were ever made, in the order in which they were.
    pub async fn board_keys(&self) -> Result<Vec<BoardKey>, Failure> {
        self.0.readers.read(desks::board_keys).await
    }

    /// Voids all keys to the board of that name; gives how many. The empty name is that of keys which
    /// were made without one.
    ///
    /// # Errors
    /// [`Code::NotFound`] when no key of that name is good.
    pub async fn revoke_board(&self, name: &str) -> Result<u64, Failure> {
        let (now, name) = (self.now(), name.to_owned());
        match self.0.writer.write(move |c| desks::revoke_board(c, &name, now)).await? {
            0 => {
                let message = "There is no key to the board of that name that is good. Nothing was changed. \
                    `board-keys` lists them.";
                Err(Failure::Asked(Problem::new(Code::NotFound, message)))
            }
            keys => Ok(keys),
        }
    }

    /// Turns a one-time code into a desk.
    ///
    /// # Errors
    /// [`Code::Unauthorized`] when the code is unknown, used or older than a day.
    pub async fn enrol(&self, asked: Enrol) -> Result<Enrolled, Failure> {
        let (now, chance) = (self.now(), self.0.chance.clone());
        let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(100).collect();
        let (name, version): (String, String) = (short(&asked.name), short(&asked.app_version));
        // Guesses are turned away by a reader, so that strangers cannot keep the writer busy.
        let code = asked.code.clone();
        let known = self.0.readers.read(move |c| desks::code_for(c, code.reveal(), now)).await?;
        let job =
            move |c: &Session| desks::enrol(c, asked.code.reveal(), &name, &version, now, &chance);
        let enrolled = if known.is_some() { self.0.writer.write(job).await? } else { None };
        let Some((device_id, token)) = enrolled else {
            return Err(Failure::Asked(Problem::new(
                Code::Unauthorized,
                "This code is unknown, used or older than a day. What waits at the desk is safe. \
                 Ask the operator for a new code.",
            )));
        };
        Ok(Enrolled { device_id, token })
    }

    /// A new token for a desk; the old one is good until the new one is used.
    pub(crate) async fn renew(&self, device: u32) -> Result<Renewed, Failure> {
        let chance = self.0.chance.clone();
        let token = self.0.writer.write(move |c| desks::renew(c, device, &chance)).await?;
        Ok(Renewed { token })
    }

    /// All desks, in the order of their numbers.
    pub async fn desks(&self) -> Result<Vec<Device>, Failure> {
        self.0.readers.read(desks::list).await
    }

    /// Voids a desk's token.
    ///
    /// # Errors
    /// [`Code::NotFound`] when there is no such desk.
    pub async fn revoke(&self, device: u32) -> Result<(), Failure> {
        let now = self.now();
        if self.0.writer.write(move |c| desks::revoke(c, device, now)).await? {
            return Ok(());
        }
        let message =
            format!("There is no desk {device}. Nothing was changed. `desks` lists them.");
        Err(Failure::Asked(Problem::new(Code::NotFound, message)))
    }
}
