//! Which contacts a command is about, as the addresses of the server take it.

use central_store::{Filter, GroupBy};
use contact::{Channel, Ms};

/// Only contacts that are in every list that is given; whoever is left out is still a neighbour.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Which {
    /// Only these queues, with commas
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    queue: Option<Vec<String>>,
    /// Only these channels; unlike the policy's, others are still neighbours
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = channel)]
    channel: Option<Vec<Channel>>,
    /// Only these reasons and all below them
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    reason: Option<Vec<String>>,
    /// Only these agents
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    agent: Option<Vec<String>>,
    /// Only agents who were in these teams that day: see `import team`
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    team: Option<Vec<String>>,
    /// Only these languages
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    language: Option<Vec<String>>,
    /// Only what these articles answered: KB-1, or a version, KB-1@3
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    article: Option<Vec<String>>,
    /// Only what ended after this moment (ms since 1970)
    #[arg(long, value_name = "MS")]
    from_ms: Option<Ms>,
    /// Only what ended no later than this moment (ms since 1970)
    #[arg(long, value_name = "MS")]
    to_ms: Option<Ms>,
}

impl Which {
    pub(crate) fn filter(self, by: Option<GroupBy>) -> Filter {
        Filter {
            queues: self.queue,
            channels: self.channel,
            reasons: self.reason,
            agents: self.agent,
            languages: self.language,
            teams: self.team,
            articles: self.article,
            from_ms: self.from_ms,
            to_ms: self.to_ms,
            by,
            alone: false,
        }
    }
}

fn channel(word: &str) -> Result<Channel, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| format!("there is no channel {word}"))
}

pub(crate) fn group(word: &str) -> Result<GroupBy, String> {
    GroupBy::named(word).ok_or_else(|| format!("figures are not put into groups by {word}"))
}
