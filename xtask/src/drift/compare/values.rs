//! Compares enum values: added, removed, changed case.

use serde_json::Value;

use super::graph::Difference;
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::equality::same_value;
use crate::drift::rename::folded;
use crate::drift::schema::Schema;

pub(crate) fn compare(pair: &mut Pair, old: &Schema, new: &Schema) {
    let (before, after) = match (&old.values, &new.values) {
        (None, None) => return,
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => {
            let what = format!("only these values now: {}", listed(after));
            return pair.own.push(Difference::new(Change::EnumAdded, what));
        }
        (Some(before), None) => {
            let what = format!("any value now, no longer only {}", listed(before));
            return pair.own.push(Difference::new(Change::EnumDropped, what));
        }
    };
    let lacks = |all: &[&Value], value: &Value| !all.iter().any(|other| same_value(other, value));
    let mut gone: Vec<&Value> =
        before.iter().copied().filter(|value| lacks(after, value)).collect();
    let mut came: Vec<&Value> =
        after.iter().copied().filter(|value| lacks(before, value)).collect();
    let fold = |value: &Value| value.as_str().map(folded);
    gone.retain(|value| {
        let Some(at) = came.iter().position(|new| fold(new).is_some() && fold(new) == fold(value))
        else {
            return true;
        };
        let new = came.remove(at);
        let what = format!("the value {value} is written {new}");
        pair.own
            .push(Difference::new(Change::EnumValueRecased, what).values(text(value), text(new)));
        false
    });
    for value in gone {
        let difference =
            Difference::new(Change::EnumValueRemoved, format!("the value {value} is gone"));
        pair.own.push(difference.changing(Some(text(value)), None));
    }
    for value in came {
        let difference =
            Difference::new(Change::EnumValueAdded, format!("the value {value} is new"));
        pair.own.push(difference.changing(None, Some(text(value))));
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn listed(values: &[&Value]) -> String {
    let shown: Vec<String> = values.iter().take(6).map(ToString::to_string).collect();
    let rest = values.len().saturating_sub(6);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}
