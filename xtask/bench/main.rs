//! The clients that `cargo xtask bench call` compares, and their server.
//!
//! A separate program outside the workspace, because xtask links no product crate and one of the
//! contenders is generated first. xtask writes the manifest, builds and runs the program, and
//! formats its output as a table.
//!
//! | arguments | does |
//! |---|---|
//! | `serve` | serves on a loopback port, which it prints first, until its standard input ends |
//! | `contenders` | prints the contenders, as JSON |
//! | `time URL ROUNDS` | runs all contenders alternately and prints the duration of each call, as JSON |
//! | `call URL NAME TIMES` | runs the calls of one contender, for callgrind |
//! | `decode NAME TIMES` | runs only the decoding of one contender |

mod body;
mod contender;
mod hand_written;
mod server;

use std::error::Error;
use std::time::Instant;

use contender::{Client, Contender};
use serde_json::{Map, Value, json};

/// The number of warm-up calls of each contender, which are not measured.
const WARM_UP: usize = 50;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // One thread for all contenders, so that the cost of a call is not distributed over several.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments[..] {
        ["serve"] => runtime.block_on(server::serve()),
        ["contenders"] => {
            print(&Contender::ALL.iter().map(Contender::describe).collect());
            Ok(())
        }
        ["time", url, rounds] => runtime.block_on(time(url, rounds.parse()?)),
        ["call", url, name, times] => {
            runtime.block_on(call(url, Contender::named(name)?, times.parse()?))
        }
        ["decode", name, times] => decode(Contender::named(name)?, times.parse()?),
        _ => Err("invalid arguments; see the documentation of xtask/bench/main.rs".into()),
    }
}

/// Makes one call of each contender per round, so that other load on the machine affects all
/// equally.
async fn time(url: &str, rounds: usize) -> Outcome {
    let clients =
        Contender::ALL.iter().map(|one| one.client(url)).collect::<Result<Vec<_>, _>>()?;
    for client in &clients {
        repeat(client, WARM_UP).await?;
    }
    let mut taken = vec![Vec::with_capacity(rounds); clients.len()];
    for round in 0..rounds {
        // The first contender rotates and the order alternates, so that no contender always follows
        // the same one.
        for step in 0..clients.len() {
            let place = (round + step) % clients.len();
            let reversed = (round / clients.len()) % 2 == 1;
            let which = if reversed { clients.len() - 1 - place } else { place };
            let began = Instant::now();
            let jobs = clients[which].call().await?;
            taken[which].push(began.elapsed().as_nanos());
            check(jobs)?;
        }
    }
    let nanoseconds: Map<String, Value> = Contender::ALL
        .iter()
        .zip(taken)
        .map(|(one, taken)| (one.name.to_owned(), json!(taken)))
        .collect();
    print(&json!({ "jobs": body::JOBS, "bytes": body::text().len(), "nanoseconds": nanoseconds }));
    Ok(())
}

async fn call(url: &str, contender: &Contender, times: usize) -> Outcome {
    let client = contender.client(url)?;
    repeat(&client, WARM_UP + times).await
}

async fn repeat(client: &Client, times: usize) -> Outcome {
    for _ in 0..times {
        check(client.call().await?)?;
    }
    Ok(())
}

fn decode(contender: &Contender, times: usize) -> Outcome {
    let body = body::text();
    for _ in 0..times {
        check((contender.decode)(body.as_bytes())?)?;
    }
    Ok(())
}

/// Returns an error if a call did not return the complete body.
fn check(jobs: usize) -> Outcome {
    if jobs == body::JOBS {
        Ok(())
    } else {
        Err(format!("{jobs} jobs arrived, {} were sent", body::JOBS).into())
    }
}

fn print(value: &Value) {
    println!("{value}");
}
