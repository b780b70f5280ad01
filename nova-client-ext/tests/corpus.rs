//! The corpora of the fuzz targets, run as ordinary tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/properties.rs"]
#[allow(clippy::cast_lossless, unreachable_pub)]
mod properties;

#[path = "../fuzz/exchange.rs"]
#[allow(unreachable_pub)]
mod exchange;

#[test]
fn the_properties_hold_for_the_whole_corpus() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for folder in [here.join("fuzz/corpus/report"), here.join("../openapi/examples")] {
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let body = fs::read(&path).unwrap();
            let outcome = std::panic::catch_unwind(|| {
                properties::assert_for(&body);
                // A truncated or damaged body may be an error, but must not panic.
                for at in (0..body.len()).step_by(7) {
                    properties::assert_for(&body[..at]);
                    let mut damaged = body.clone();
                    damaged[at] = damaged[at].wrapping_add(1);
                    properties::assert_for(&damaged);
                }
            });
            assert!(outcome.is_ok(), "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 10, "the corpus has too few files: {files}");
}

#[test]
fn every_exchange_of_the_corpus_ends_in_a_report_or_an_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/exchange");
    let mut files = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let response = fs::read(&path).unwrap();
        let outcome = std::panic::catch_unwind(|| {
            exchange::assert_for(&response);
            for at in (0..response.len()).step_by(response.len() / 20 + 1) {
                exchange::assert_for(&response[..at]);
                let mut damaged = response.clone();
                damaged[at] = damaged[at].wrapping_add(1);
                exchange::assert_for(&damaged);
            }
        });
        assert!(outcome.is_ok(), "{}", path.display());
        files += 1;
    }
    assert!(files > 10, "the corpus has too few files: {files}");
}
