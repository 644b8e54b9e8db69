//! Query parameters, each read by its name, and nothing left over.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use contact::fcr::{LAST_MS, Policy};
use contact::{Channel, Ms, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::App;
use crate::http::refusal::Refusal;
use crate::{Filter, GroupBy};

/// The parameters of a request.
#[derive(Clone, Debug)]
pub(super) struct Params(BTreeMap<String, String>);

impl FromRequestParts<App> for Params {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let read = Query::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Query(pairs) =
            read.map_err(|_| Refusal::invalid("The query of the address cannot be read."))?;
        let mut params = BTreeMap::new();
        for (name, value) in pairs {
            if value.contains('\0') {
                return Err(wrong(&name));
            }
            if params.insert(name.clone(), value).is_some() {
                return Err(Refusal::invalid("A parameter is given twice."));
            }
        }
        Ok(Params(params))
    }
}

impl Params {
    /// Takes a parameter out; none when it is not there.
    pub(super) fn take<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        match self.0.remove(name).map(|text| text.parse()) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(wrong(name)),
        }
    }

    /// Takes a moment out: milliseconds since 1970, within ten thousand years of it.
    fn moment(&mut self, name: &str) -> Result<Option<Ms>, Refusal> {
        let moment: Option<Ms> = self.take(name)?;
        if moment.is_some_and(|at| at.unsigned_abs() > LAST_MS.unsigned_abs()) {
            return Err(wrong(name));
        }
        Ok(moment)
    }

    /// Takes a text out.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Takes a list out, in which commas stand between the words.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        let words = self.0.remove(name)?;
        let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
        Some(words.map(str::to_owned).collect())
    }

    /// Takes the policy out: the fields of a policy file, `channels` with commas.
    pub(super) fn policy(&mut self) -> Result<Policy, Refusal> {
        let usual = Policy::default();
        let relation =
            self.0.remove("relation").map(|word| named("relation", &word)).transpose()?;
        let channels = match self.0.remove("channels") {
            None => None,
            Some(list) => {
                let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
                let channels = words.map(|word| named::<Channel>("channels", word));
                Some(channels.collect::<Result<BTreeSet<Channel>, Refusal>>()?)
            }
        };
        let policy = Policy {
            forward_h: self.take("forward_h")?.unwrap_or(usual.forward_h),
            backward_h: self.take("backward_h")?.unwrap_or(usual.backward_h),
            relation: relation.unwrap_or(usual.relation),
            channels,
            watermark_ms: self.take("watermark_ms")?,
        };
        policy.check().map_err(Refusal::new)?;
        Ok(policy)
    }

    /// Takes out which contacts are counted, and by what they are put into groups; lists with commas.
    pub(super) fn filter(&mut self) -> Result<Filter, Refusal> {
        let mut list = |name: &str| self.list(name);
        let channels = list("channel");
        let channels = channels.map(|words| {
            words.iter().map(|word| named::<Channel>("channel", word)).collect::<Result<_, _>>()
        });
        let filter = Filter {
            queues: list("queue"),
            channels: channels.transpose()?,
            reasons: list("reason"),
            agents: list("agent"),
            languages: list("language"),
            teams: list("team"),
            articles: list("article"),
            from_ms: None,
            to_ms: None,
            by: None,
            alone: false,
        };
        let by = match self.0.remove("by") {
            None => None,
            Some(word) => Some(GroupBy::named(&word).ok_or_else(|| wrong("by"))?),
        };
        let alone = match self.0.remove("presets").as_deref() {
            None | Some("all") => false,
            Some("none") => true,
            Some(_) => return Err(wrong("presets")),
        };
        let (from_ms, to_ms) = (self.moment("from_ms")?, self.moment("to_ms")?);
        Ok(Filter { from_ms, to_ms, by, alone, ..filter })
    }

    /// The same where there is one list and no groups: `by` and `presets` are left, and so refused.
    pub(super) fn only(&mut self) -> Result<Filter, Refusal> {
        let groups = ["by", "presets"].map(|name| (name, self.0.remove(name)));
        let filter = self.filter();
        for (name, word) in groups {
            self.0.extend(word.map(|word| (name.to_owned(), word)));
        }
        filter
    }

    /// Nothing may be left: a misspelt window would change a figure in silence.
    pub(super) fn end(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Refusal::invalid("There is a parameter that is not known here. Nothing was computed."))
    }
}

fn named<T: DeserializeOwned>(name: &str, word: &str) -> Result<T, Refusal> {
    serde_json::from_value(Value::String(word.to_owned())).map_err(|_| wrong(name))
}

pub(super) fn wrong(name: &str) -> Refusal {
    Refusal::new(Problem::field(name, format!("The parameter {name} is not of its form.")))
}
