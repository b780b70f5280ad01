//! Measures one call of the client and compares it with the same call by other clients.
//!
//! Time is measured in one process in which the contenders call alternately, so that other load on
//! the machine affects all equally. Instructions are counted in one process per contender. The
//! server is a separate process.

use std::path::Path;

use serde_json::{Value, json};

use super::FOLDER;
use super::contenders::Contenders;
use super::count::{self, Times};
use super::figures::{self, Row, Spread};
use crate::openapi_generator;
use crate::workspace::Workspace;

/// The file for the results.
const FIGURES: &str = "call.json";

pub(super) fn run(workspace: &Workspace, is_quick: bool) -> Result<(), String> {
    let (rounds, times) = if is_quick {
        (300, Times { few: 50, many: 150 })
    } else {
        (5000, Times { few: 100, many: 600 })
    };
    let within = workspace.path(FOLDER);
    std::fs::create_dir_all(&within)
        .map_err(|error| format!("{} cannot be created: {error}", within.display()))?;

    let contenders = build(workspace, &within)?;
    let server = contenders.serve()?;
    println!("timing {rounds} rounds");
    let measured = contenders.run_json(&["time", &server.url, &rounds.to_string()])?;
    let profiles = within.join("callgrind");
    std::fs::create_dir_all(&profiles)
        .map_err(|error| format!("{} cannot be created: {error}", profiles.display()))?;
    let counts = count::is_possible();
    if counts {
        println!("counting instructions");
    } else {
        println!("valgrind is not installed: no instructions are counted");
    }
    let described = contenders.run_json(&["contenders"])?;
    let mut rows: Vec<Row> = Vec::new();
    for one in described.as_array().into_iter().flatten() {
        let (name, what) = (text(&one["name"]), text(&one["what"]));
        let (call, decode) = if counts {
            let count = |arguments: &[&str], label| {
                count::instructions(&contenders, arguments, times, &profiles, label)
            };
            let call = count(&["call", server.url.as_str(), name], name)?;
            let decode = count(&["decode", name], &format!("{name}.decode"))?;
            (Some(call), Some(decode))
        } else {
            (None, None)
        };
        let durations = measured["nanoseconds"][name]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect();
        let spread = Spread::of(durations).ok_or_else(|| format!("{name} was not measured"))?;
        rows.push(Row { name: name.to_owned(), what: what.to_owned(), spread, call, decode });
    }

    let (jobs, bytes) = (&measured["jobs"], &measured["bytes"]);
    println!(
        "\none call, {jobs} jobs in {bytes} bytes, {rounds} rounds, one thread, plain http to loopback\n"
    );
    print!("{}", figures::table(&rows));
    let figures = json!({ "jobs": jobs, "bytes": bytes, "rounds": rounds, "contenders": figures::json(&rows) });
    let file = format!("{FOLDER}/{FIGURES}");
    workspace.replace(&file, &format!("{figures:#}\n")).map_err(|why| why.to_string())?;
    println!("\nwritten to {file}");
    Ok(())
}

/// Builds the contenders. The generated client needs Python and the network; if it is not
/// available, the others still run.
fn build(workspace: &Workspace, within: &Path) -> Result<Contenders, String> {
    println!("building the contenders; the first time takes some minutes");
    let generated = openapi_generator::generate(workspace, within)
        .and_then(|generated| Contenders::build(workspace, within, Some(&generated)));
    generated.or_else(|why| {
        println!("without the client of openapi-generator: {why}");
        Contenders::build(workspace, within, None)
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
