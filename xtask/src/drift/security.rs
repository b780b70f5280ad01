//! Compares the security of operations: alternatives of schemes and scopes, identified by their
//! content and not by their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use super::change::Change;
use super::document::{Document, Object};

/// A scheme that a caller must satisfy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Requirement {
    scheme: String,
    /// The flows of OAuth 2 with their URLs; each of them provides a token.
    flows: BTreeMap<String, Vec<String>>,
    scopes: BTreeSet<String>,
}

impl Requirement {
    fn of(name: &str, scheme: Option<&Value>, scopes: &Value) -> Self {
        let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
        Self {
            scheme: scheme.map_or_else(|| name.to_owned(), scheme_word),
            flows: scheme.map(flows).unwrap_or_default(),
            scopes: scopes.map(str::to_owned).collect(),
        }
    }

    /// Returns whether a caller that satisfies this requirement also satisfies `new`.
    fn grants(&self, new: &Self) -> bool {
        let same_flow = |(name, addresses): (&String, &Vec<String>)| {
            new.flows.get(name).is_some_and(|new| new == addresses)
        };
        self.scheme == new.scheme
            && self.flows.iter().all(same_flow)
            && new.scopes.is_subset(&self.scopes)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scheme)?;
        if !self.flows.is_empty() {
            let names: Vec<&str> = self.flows.keys().map(String::as_str).collect();
            write!(f, " {}", names.join("/"))?;
        }
        if !self.scopes.is_empty() {
            let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
            write!(f, " [{}]", scopes.join(" "))?;
        }
        Ok(())
    }
}

/// The alternatives of an operation's security, each a set of requirements that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Security(BTreeSet<BTreeSet<Requirement>>);

impl Security {
    /// Reads an operation's security, or else the document's.
    pub(super) fn of(document: &Document, operation: &Object) -> Self {
        let list = operation.get("security").or_else(|| document.value.get("security"));
        let schemes = document.value.pointer("/components/securitySchemes");
        let scheme = |name: &str| Some(document.follow(schemes?.get(name)?));
        let alternatives =
            list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
        let requirements = |alternative: &Object| {
            alternative
                .iter()
                .map(|(name, scopes)| Requirement::of(name, scheme(name), scopes))
                .collect()
        };
        Self(alternatives.map(requirements).collect())
    }

    fn is_open(&self) -> bool {
        self.0.is_empty() || self.0.iter().any(BTreeSet::is_empty)
    }

    /// Returns the change for callers; `None` if there is none.
    pub(super) fn change(&self, new: &Self) -> Option<Change> {
        type Grants = fn(&Requirement, &Requirement) -> bool;

        if self == new || (self.is_open() && new.is_open()) {
            return None;
        }
        let grants = |old: &BTreeSet<Requirement>, new: &BTreeSet<Requirement>, by: Grants| {
            new.iter().all(|new| old.iter().any(|old| by(old, new)))
        };
        // A caller that satisfies an old alternative must satisfy a new one.
        let kept =
            self.0.iter().all(|old| new.0.iter().any(|new| grants(old, new, Requirement::grants)));
        // An alternative with a further scheme or scope.
        let more = |old: &BTreeSet<Requirement>, new: &BTreeSet<Requirement>| {
            old.iter().all(|old| new.iter().any(|new| new.grants(old)))
        };
        Some(if new.is_open() || (kept && !self.is_open()) {
            Change::SecurityLoosened
        } else if self.is_open() || self.0.iter().any(|old| new.0.iter().any(|new| more(old, new)))
        {
            Change::SecurityTightened
        } else {
            Change::SecurityChanged
        })
    }
}

impl fmt::Display for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternative = |requirements: &BTreeSet<Requirement>| {
            let words: Vec<String> = requirements.iter().map(ToString::to_string).collect();
            if words.is_empty() { "nothing".to_owned() } else { words.join(" and ") }
        };
        let words: Vec<String> = self.0.iter().map(alternative).collect();
        f.write_str(&if words.is_empty() { "none".to_owned() } else { words.join(" or ") })
    }
}

fn scheme_word(scheme: &Value) -> String {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "http" => text("scheme").to_lowercase(),
        "apiKey" if text("in") == "header" => format!("header {}", text("name").to_lowercase()),
        "apiKey" => format!("{} {}", text("in"), text("name")),
        "openIdConnect" => format!("openIdConnect {}", text("openIdConnectUrl")),
        other => other.to_owned(),
    }
}

/// Returns the flows of an OAuth 2 scheme with the URLs that a client calls.
fn flows(scheme: &Value) -> BTreeMap<String, Vec<String>> {
    let flows = scheme.get("flows").and_then(Value::as_object).into_iter().flatten();
    flows
        .filter(|(name, _)| !name.starts_with("x-"))
        .map(|(name, flow)| {
            let addresses = ["authorizationUrl", "tokenUrl", "refreshUrl"]
                .map(|key| flow.get(key).and_then(Value::as_str).unwrap_or_default().to_owned());
            (name.clone(), addresses.to_vec())
        })
        .collect()
}

/// Returns the scopes that OAuth 2 schemes of the same name offer on one side only: the scheme, and
/// the change of the scope.
pub(super) fn offered_scopes(base: &Document, head: &Document) -> Vec<(String, String)> {
    let schemes = |document: &Document| -> BTreeMap<String, BTreeSet<String>> {
        let schemes = document.value.pointer("/components/securitySchemes");
        let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
        let scopes = |scheme: &Value| {
            let flows = document.follow(scheme).get("flows").and_then(Value::as_object);
            let lists = flows.into_iter().flatten().filter_map(|(_, flow)| flow.get("scopes"));
            lists.filter_map(Value::as_object).flat_map(|list| list.keys().cloned()).collect()
        };
        schemes.map(|(name, scheme)| (name.clone(), scopes(scheme))).collect()
    };
    let (old, new) = (schemes(base), schemes(head));
    let mut found = Vec::new();
    for (name, before) in &old {
        let Some(after) = new.get(name) else { continue };
        let gone =
            before.difference(after).map(|scope| format!("no longer offers the scope {scope}"));
        let came = after.difference(before).map(|scope| format!("offers the scope {scope} now"));
        found.extend(gone.chain(came).map(|what| (name.clone(), what)));
    }
    found
}
