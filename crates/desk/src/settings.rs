//! How the agent wants it, and making the desk known to a store.

use std::sync::Arc;

use contact::protocol::Enrol;
use contact::{AgentId, Code, Problem, Secret};
use journal::Journal;

use crate::ipc::{EnrolAt, Intake, Nothing, SecretName, SetSecret, Settings};
use crate::open::add;
use crate::{Desk, lock};

const KEY: &str = "settings";

impl Desk {
    /// Keeps the settings. Where the store is changes only by [`Desk::enrol`], and an agent who was
    /// named is not unnamed again by a window that does not know of it.
    pub fn save_settings(&self, settings: &Settings) -> Result<Nothing, Problem> {
        check(settings)?;
        // One at a time: what is kept on the disk and what is in use must be the same.
        let _turn = lock(&self.0.drafting);
        let mut settings = settings.clone();
        let kept = self.0.settings();
        settings.store_url.clone_from(&kept.store_url);
        if settings.agent == Settings::default().agent {
            settings.agent.clone_from(&kept.agent);
        }
        settings.summary.key_kept = self.0.journal.setting(key(SecretName::Summary))?.is_some();
        self.0.journal.set_setting(KEY, &text(&settings)?)?;
        self.0.settings.store(Arc::new(settings));
        Ok(Nothing {})
    }

    /// Keeps a secret of the settings, or forgets it. It stands in the journal like the store's
    /// token, in a file that only its owner can read, and is never handed to the window.
    pub fn set_secret(&self, secret: &SetSecret) -> Result<Nothing, Problem> {
        let _turn = lock(&self.0.drafting);
        let value = secret.value.as_ref().map(contact::Secret::reveal).map(str::trim);
        let value = value.filter(|value| !value.is_empty());
        if value.is_some_and(|value| value.len() > 4_096 || value.chars().any(char::is_control)) {
            return Err(Problem::field("value", "This is no key: it is too long, or has breaks."));
        }
        let mut settings = (*self.0.settings()).clone();
        match value {
            Some(value) => self.0.journal.set_setting(key(secret.name), value)?,
            None => self.0.journal.forget_setting(key(secret.name))?,
        }
        if secret.name == SecretName::Summary {
            settings.summary.key_kept = value.is_some();
            self.0.journal.set_setting(KEY, &text(&settings)?)?;
            self.0.settings.store(Arc::new(settings));
        }
        Ok(Nothing {})
    }

    /// A secret for whoever in the shell needs it.
    pub fn secret(&self, name: SecretName) -> Result<Option<Secret>, Problem> {
        Ok(self.0.journal.setting(key(name))?.map(Secret::new))
    }

    /// The settings in use.
    pub fn settings(&self) -> Settings {
        (*self.0.settings()).clone()
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
    if let Some(lang) = &settings.lang
        && !contact::LANGUAGES.contains(&lang.as_str())
    {
        return wrong("lang", "There is no screen in this language.");
    }
    if settings.preview_ms > 5_000 {
        return wrong("preview_ms", "The delay of the preview is 0 to 5,000 milliseconds.");
    }
    if settings.acw_target_s > 3_600 {
        return wrong("acw_target_s", "The target for after-call work is 0 to 3,600 seconds.");
    }
    if settings.pinned.len() > 50 {
        return wrong("pinned", "No more than 50 articles can be pinned.");
    }
    check_keys(settings)?;
    check_intake(&settings.intake)?;
    let summary = &settings.summary;
    if summary.on {
        if crate::summary::address(&summary.url).is_none() {
            return wrong(
                "summary.url",
                "This is no address of a summary endpoint. It looks like https://llm.example/v1.",
            );
        }
        if summary.model.trim().is_empty() {
            return wrong("summary.model", "The model's name is missing.");
        }
    }
    Ok(())
}

/// What a key may be, and which commands may share one, is the window's to say: it knows where each
/// can be given.
fn check_keys(settings: &Settings) -> Result<(), Problem> {
    for (command, keys) in &settings.keys {
        if keys.iter().any(|pressed| pressed.is_empty() || pressed.len() > 40) {
            return Err(Problem::field("keys", format!("`{command}`: that is no key.")));
        }
    }
    Ok(())
}

fn check_intake(intake: &Intake) -> Result<(), Problem> {
    if intake.http && intake.http_port < 1_024 {
        return Err(Problem::field(
            "intake.http_port",
            "The port for call events is 1024 to 65535.",
        ));
    }
    let Some(asterisk) = &intake.asterisk else { return Ok(()) };
    let port = asterisk.address.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>()));
    if !matches!(port, Some((host, Ok(1..))) if !host.trim().is_empty()) {
        return Err(Problem::field(
            "intake.asterisk.address",
            "The Asterisk manager's address looks like pbx.example:5038.",
        ));
    }
    if asterisk.user.trim().is_empty() || asterisk.user.chars().any(char::is_control) {
        return Err(Problem::field("intake.asterisk.user", "Who logs in at Asterisk is missing."));
    }
    Ok(())
}

/// Where the journal keeps a secret.
fn key(name: SecretName) -> &'static str {
    match name {
        SecretName::Summary => "secret_summary",
        SecretName::Asterisk => "secret_asterisk",
    }
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
