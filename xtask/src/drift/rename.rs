//! Detects renames among removed and added items.

/// An item that exists on one side only.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'n> {
    pub(super) name: &'n str,
    /// Equal for items of the same type.
    pub(super) outline: String,
    /// The number of preceding items that both sides have.
    pub(super) position: usize,
}

/// Returns the pairs of `gone` and `came` that are renames, as indices. The type must be the same;
/// in addition either the names are similar, or both have the same neighbours and are the only ones
/// of this type there.
pub(super) fn pairs(gone: &[Candidate], came: &[Candidate]) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    for (at, old) in gone.iter().enumerate() {
        for (to, new) in came.iter().enumerate().filter(|(_, new)| new.outline == old.outline) {
            let alike = similarity(old.name, new.name);
            let place = old.position == new.position;
            let rivals = |all: &[Candidate]| {
                all.iter()
                    .filter(|other| other.position == old.position && other.outline == old.outline)
                    .count()
            };
            let alone = place && rivals(gone) == 1 && rivals(came) == 1;
            if alike >= 0.75 || (place && alike >= 0.4) || alone {
                scored.push((alike + if place { 0.5 } else { 0.0 }, at, to));
            }
        }
        // For extremely large documents renames are not detected.
        if scored.len() > 100_000 {
            return Vec::new();
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, at, to) in scored {
        if pairs.iter().all(|(old, new)| *old != at && *new != to) {
            pairs.push((at, to));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Normalises a name without case and separators: equal for `job_id`, `jobId` and `Job-ID`.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the similarity of two names, from 0 to 1: by common words, or 1 if they differ only in
/// case and separators.
fn similarity(old: &str, new: &str) -> f64 {
    if folded(old) == folded(new) {
        return 1.0;
    }
    let (a, b) = (words(old), words(new));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    let all = a.len() + b.len() - shared;
    if all == 0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss, reason = "names have few words")]
    let by_words = shared as f64 / all as f64;
    // Plural and singular count as the same word.
    let stem = |name: &str| folded(name).trim_end_matches('s').to_owned();
    if stem(old) == stem(new) { 0.9 } else { by_words }
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() {
            before = ' ';
            continue;
        }
        if before == ' ' || (c.is_uppercase() && !before.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Candidate, pairs};

    fn candidate(name: &str, outline: &str, position: usize) -> Candidate<'static> {
        Candidate { name: name.to_owned().leak(), outline: outline.to_owned(), position }
    }

    #[test]
    fn type_and_position_make_a_rename() {
        let pairs = |old: Candidate, new: Candidate| pairs(&[old], &[new]).len();
        assert_eq!(
            pairs(candidate("jobId", "s", 0), candidate("job_id", "s", 5)),
            1,
            "the name says so"
        );
        assert_eq!(
            pairs(candidate("cause", "s", 2), candidate("reason", "s", 2)),
            1,
            "the position says so"
        );
        assert_eq!(
            pairs(candidate("cause", "s", 2), candidate("reason", "s", 3)),
            0,
            "nothing says so"
        );
        assert_eq!(
            pairs(candidate("cause", "s", 2), candidate("cause2", "i", 2)),
            0,
            "another type"
        );
    }

    #[test]
    fn neighbours_of_one_type_are_paired_by_name_alone() {
        let gone = [candidate("startedOn", "s", 1), candidate("endedOn", "s", 1)];
        let came = [candidate("ended_at", "s", 1), candidate("cost", "s", 1)];
        assert_eq!(pairs(&gone, &came), []);
        let came = [candidate("ended_on", "s", 1), candidate("started_on", "s", 1)];
        assert_eq!(pairs(&gone, &came), [(0, 1), (1, 0)]);
    }
}
