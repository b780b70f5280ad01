//! Maps a method and a path to an operation of the contract.

use http::Method;
use nova_client::{OPERATIONS, Operation};
use percent_encoding::percent_decode_str;

/// An operation, and the decoded values of its path parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    parameters: Vec<(&'static str, String)>,
}

impl Route {
    /// Returns the value of a path parameter; empty if the operation has no such parameter.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// The result of a lookup.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Operation(Route),
    /// The path exists, but only with these methods.
    WrongMethod(Vec<&'static Method>),
    Nothing,
}

/// Finds the operation of a request.
pub(crate) fn find(method: &Method, path: &str) -> Found {
    find_in(&OPERATIONS, method, path)
}

fn find_in(operations: &'static [Operation], method: &Method, path: &str) -> Found {
    let fitting: Vec<Route> =
        operations.iter().filter_map(|operation| fit(operation, path)).collect();
    if fitting.is_empty() {
        return Found::Nothing;
    }
    let methods = fitting.iter().map(|route| &route.operation.method).collect();
    // `/versions/current` also matches `/versions/{id}`: the path with fewer parameters wins.
    fitting
        .into_iter()
        .filter(|route| route.operation.method == *method)
        .min_by_key(|route| route.parameters.len())
        .map_or(Found::WrongMethod(methods), Found::Operation)
}

/// Matches the path with the operation's template, segment by segment.
fn fit(operation: &'static Operation, path: &str) -> Option<Route> {
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for expected in operation.path.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => parameters
                .push((name, percent_decode_str(segment).decode_utf8_lossy().into_owned())),
            None if segment == expected => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(Route { operation, parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_own_path() {
        for operation in &OPERATIONS {
            let Found::Operation(route) = find(&operation.method, operation.path) else {
                panic!("{} was not found", operation.id)
            };
            assert_eq!(route.operation.id, operation.id);
        }
    }

    #[test]
    fn parameters_are_decoded_after_the_path_is_split() {
        let Found::Operation(route) =
            find(&Method::GET, "/v1/jobs/a%2Fb%20%C3%A9/scoring-batches/sb_1")
        else {
            panic!("not found")
        };
        assert_eq!(route.parameter("jobId"), "a/b é");
        assert_eq!(route.parameter("scoringBatchId"), "sb_1");
    }

    #[test]
    fn unknown_paths_and_methods_are_not_found() {
        for path in [
            "/",
            "/v1",
            "/v1/jobs//scoring-batches/sb_1",
            "/v1/jobs/j/scoring-batches/",
            "/v1/jobs/j/scoring-batches/sb_1/",
        ] {
            assert_eq!(find(&Method::GET, path), Found::Nothing, "{path}");
        }
        assert_eq!(
            find(&Method::PUT, "/v1/jobs/j/scoring-batches/sb_1"),
            Found::WrongMethod(vec![&Method::GET])
        );
    }
}
