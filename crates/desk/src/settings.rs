//! How the agent wants it, and making the desk known to a store.

use std::sync::Arc;

use contact::protocol::Enrol;
use contact::{AgentId, Code, Problem};
use journal::Journal;

use crate::ipc::{EnrolAt, Nothing, Settings};
use crate::open::add;
use crate::{Desk, lock};

const KEY: &str = "settings";

impl Desk {
    /// Keeps the settings. Where the store is changes only by [`Desk::enrol`].
    pub fn save_settings(&self, settings: &Settings) -> Result<Nothing, Problem> {
        check(settings)?;
        // One at a time: what is kept on the disk and what is in use must be the same.
        let _turn = lock(&self.0.drafting);
        let settings =
            Settings { store_url: self.0.settings().store_url.clone(), ..settings.clone() };
        self.0.journal.set_setting(KEY, &text(&settings)?)?;
        self.0.settings.store(Arc::new(settings));
        Ok(Nothing {})
    }

    /// Makes this desk known to a store: the one-time code is given, the token is kept in the
    /// journal, and the courier starts. What waits in the outbox goes there.
    pub async fn enrol(&self, at: &EnrolAt) -> Result<Nothing, Problem> {
        let request = Enrol {
            code: at.code.clone(),
            name: at.agent_name.clone(),
            app_version: self.0.version.clone(),
        };
        let enrolled = courier::enrol(&at.url, &request).await?;
        {
            let _turn = lock(&self.0.drafting);
            let mut settings = (*self.0.settings()).clone();
            settings.store_url = Some(at.url.trim().to_owned());
            if !at.agent_name.trim().is_empty() {
                settings.agent_name = at.agent_name.trim().to_owned();
            }
            if settings.agent == Settings::default().agent {
                // Nobody named the agent: two desks must still not be one person in the figures.
                settings.agent = AgentId(format!("desk-{}", enrolled.device_id));
            }
            self.0.journal.enrolled(&enrolled.token, &text(&settings)?)?;
            self.0.settings.store(Arc::new(settings));
        }
        self.start_courier()?;
        Ok(Nothing {})
    }
}

fn check(settings: &Settings) -> Result<(), Problem> {
    let wrong = |field: &str, message: &str| Err(Problem::field(field, message));
    if !(90..=140).contains(&settings.text_percent) {
        return wrong("text_percent", "The text size is from 90 to 140 percent.");
    }
    let region = &settings.region;
    if region.len() != 2 || !region.chars().all(|c| c.is_ascii_uppercase()) {
        return wrong("region", "The region is two capital letters, such as SE.");
    }
    if !(1..=24 * 31).contains(&settings.repeat_window_h) {
        return wrong("repeat_window_h", "The window of the repeat warning is 1 to 744 hours.");
    }
    if settings.agent.as_str().trim().is_empty() {
        return wrong("agent", "The agent's id is missing.");
    }
    Ok(())
}

fn text(settings: &Settings) -> Result<String, Problem> {
    serde_json::to_string(settings)
        .map_err(|_| Problem::new(Code::Internal, "The settings could not be written."))
}

/// The settings as they were kept. Unreadable ones give way to the defaults, and it is said.
pub(crate) fn read(journal: &Journal, trouble: &mut Option<Problem>) -> Result<Settings, Problem> {
    let Some(text) = journal.setting(KEY)? else { return Ok(Settings::default()) };
    Ok(serde_json::from_str(&text).unwrap_or_else(|_| {
        add(
            trouble,
            Problem::new(
                Code::Damaged,
                "The settings could not be read; they are as at the beginning. Enrol again.",
            ),
        );
        Settings::default()
    }))
}
