//! Clients that share a key without communicating.

use super::super::Pacing;
use super::*;

#[derive(Clone, Copy)]
struct Scenario {
    clients: usize,
    window: Window,
    /// Minimum and maximum, in milliseconds.
    latency: (u64, u64),
    bucket: &'static str,
    /// The second at which the last client joins; the others start within 0.2 s.
    joins: Option<u64>,
    /// Seconds before the measurement begins, and how long it takes.
    settle: u64,
    measure: u64,
}

const EIGHT_CLIENTS: Scenario = Scenario {
    clients: 8,
    window: Window::Fixed,
    latency: (1, 1),
    bucket: "read_and_ops",
    joins: None,
    settle: 10,
    measure: 60,
};
const SLOW: (u64, u64) = (20, 80);

#[derive(Debug)]
struct Result {
    /// Accepted requests as a fraction of the limit.
    used: f64,
    rejected: f64,
    slowest_to_fastest: f64,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    accepted: u32,
    rejected: u32,
}

/// Lets all clients call as fast as they are admitted, and counts the responses.
async fn run(scenario: Scenario, seed: u64) -> Result {
    let mut random = fastrand::Rng::with_seed(seed);
    let bucket = nova_client::Bucket::find(scenario.bucket).unwrap();
    // The server's clock differs from the local one by up to 3 s. The pacer does not read the wall
    // clock, so one offset for all clients is enough.
    let clock = 1_772_000_000.0 + 6.0 * random.f64() - 3.0;
    let server = Server::new(bucket.limit, scenario.window, clock);
    let tallies = Arc::new(Mutex::new(vec![Tally::default(); scenario.clients]));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..scenario.clients {
        let pacer = Pacer::new(&Pacing::new().seed(seed * 1000 + client as u64));
        let joins_at =
            scenario.joins.filter(|_| client == scenario.clients - 1).map(Duration::from_secs);
        let start = joins_at.unwrap_or_else(|| ms(random.u64(0..200)));
        for worker in 0..12 {
            let (pacer, server, tallies) =
                (pacer.clone(), Arc::clone(&server), Arc::clone(&tallies));
            let mut random = fastrand::Rng::with_seed(seed * 7919 + client as u64 * 100 + worker);
            tasks.spawn(async move {
                tokio::time::sleep(start).await;
                loop {
                    let latency = Duration::from_micros(
                        random.u64(scenario.latency.0 * 1000..=scenario.latency.1 * 1000),
                    );
                    let accepted = call(&pacer, request(scenario.bucket), &server, latency).await;
                    if began.elapsed() >= Duration::from_secs(scenario.settle) {
                        let tally = &mut tallies.lock().unwrap()[client];
                        if accepted { tally.accepted += 1 } else { tally.rejected += 1 }
                    }
                }
            });
        }
    }
    tokio::time::sleep(Duration::from_secs(scenario.settle + scenario.measure)).await;
    tasks.abort_all();
    let tallies = tallies.lock().unwrap();
    let accepted: u32 = tallies.iter().map(|tally| tally.accepted).sum();
    let rejected: u32 = tallies.iter().map(|tally| tally.rejected).sum();
    let present = |client: usize| {
        let joined = scenario
            .joins
            .filter(|_| client == scenario.clients - 1)
            .unwrap_or(0)
            .max(scenario.settle);
        (scenario.settle + scenario.measure - joined) as f64
    };
    let rates = tallies
        .iter()
        .enumerate()
        .map(|(client, tally)| f64::from(tally.accepted) / present(client));
    let (slowest, fastest) =
        rates.fold((f64::INFINITY, 0.0_f64), |(low, high), rate| (low.min(rate), high.max(rate)));
    Result {
        used: f64::from(accepted) / (scenario.measure as f64 * f64::from(bucket.limit)),
        rejected: f64::from(rejected) / f64::from((accepted + rejected).max(1)),
        slowest_to_fastest: slowest / fastest,
    }
}

/// Runs the scenario with several seeds (`PACING_SEEDS`, by default 3) and both latencies.
fn results(scenario: Scenario) -> Vec<Result> {
    let seeds =
        std::env::var("PACING_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(3);
    let mut results = Vec::new();
    for latency in [(1, 1), SLOW] {
        for seed in 0..seeds {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build();
            let result = runtime.unwrap().block_on(run(Scenario { latency, ..scenario }, seed));
            eprintln!("{} clients, {latency:?} ms, seed {seed}: {result:.3?}", scenario.clients);
            results.push(result);
        }
    }
    results
}

fn mean(results: &[Result], of: fn(&Result) -> f64) -> f64 {
    results.iter().map(of).sum::<f64>() / results.len() as f64
}

/// Asserts that the mean over seeds and latencies reaches these values.
fn assert_scenario(scenario: Scenario, used: f64, rejected: f64, slowest_to_fastest: f64) {
    let results = results(scenario);
    let mean_used = mean(&results, |result| result.used);
    let mean_rejected = mean(&results, |result| result.rejected);
    let mean_fairness = mean(&results, |result| result.slowest_to_fastest);
    assert!(
        mean_used >= used && mean_rejected <= rejected && mean_fairness >= slowest_to_fastest,
        "used {mean_used:.3}, rejected {mean_rejected:.4}, slowest/fastest {mean_fairness:.2}"
    );
}

/// `cargo xtask bench pacing` prints this.
#[test]
#[ignore = "prints a table"]
fn table() {
    let alone = |bucket| Scenario { clients: 1, bucket, settle: 0, measure: 20, ..EIGHT_CLIENTS };
    let rows = [
        ("alone from the first second, limit 1", alone("scoring_intake_batch")),
        ("alone from the first second, limit 2", alone("rate_limit_status")),
        ("alone from the first second, limit 10", alone("scoring_intake_single")),
        ("alone from the first second, limit 20", alone("read_and_ops")),
        ("alone from the first second, limit 60", alone("criteria_current_reads")),
        ("2 clients", Scenario { clients: 2, ..EIGHT_CLIENTS }),
        ("8 clients", EIGHT_CLIENTS),
        ("16 clients", Scenario { clients: 16, ..EIGHT_CLIENTS }),
        (
            "8 clients, one joins late, the 30 s after",
            Scenario { joins: Some(20), settle: 20, measure: 30, ..EIGHT_CLIENTS },
        ),
        ("8 clients, sliding window", Scenario { window: Window::Sliding, ..EIGHT_CLIENTS }),
        ("8 clients, limit 60", Scenario { bucket: "criteria_current_reads", ..EIGHT_CLIENTS }),
        ("8 clients, limit 10", Scenario { bucket: "scoring_intake_single", ..EIGHT_CLIENTS }),
        ("8 clients, limit 1", Scenario { bucket: "scoring_intake_batch", ..EIGHT_CLIENTS }),
    ];
    println!("{:43} {:>16} {:>17} {:>15}", "means (and worst)", "use", "429", "slowest/fastest");
    for (name, scenario) in rows {
        let results = results(scenario);
        let of = |value: fn(&Result) -> f64, worst: fn(f64, f64) -> f64| {
            let first = value(&results[0]);
            (mean(&results, value), results.iter().map(value).fold(first, worst))
        };
        let used = of(|result| result.used, f64::min);
        let rejected = of(|result| result.rejected, f64::max);
        let fairness = of(|result| result.slowest_to_fastest, f64::min);
        println!(
            "{name:43} {:>8.3} ({:.3}) {:>8.4} ({:.4}) {:>7.2} ({:.2})",
            used.0, used.1, rejected.0, rejected.1, fairness.0, fairness.1
        );
    }
}

#[test]
fn a_client_that_is_alone_has_the_whole_limit_from_the_first_second() {
    for (bucket, used) in [
        ("scoring_intake_batch", 0.85),
        ("rate_limit_status", 0.85),
        ("scoring_intake_single", 0.9),
        ("read_and_ops", 0.9),
        ("criteria_current_reads", 0.9),
    ] {
        assert_scenario(
            Scenario { clients: 1, bucket, settle: 0, measure: 20, ..EIGHT_CLIENTS },
            used,
            0.0,
            1.0,
        );
    }
}

#[test]
fn two_clients() {
    assert_scenario(Scenario { clients: 2, ..EIGHT_CLIENTS }, 0.85, 0.01, 0.5);
}

#[test]
fn three_clients() {
    assert_scenario(Scenario { clients: 3, ..EIGHT_CLIENTS }, 0.85, 0.01, 0.5);
}

#[test]
fn eight_clients_fill_the_limit_and_share_it() {
    assert_scenario(EIGHT_CLIENTS, 0.9, 0.015, 0.5);
}

#[test]
fn eight_clients_one_of_them_late() {
    assert_scenario(
        Scenario { joins: Some(20), settle: 20, measure: 30, ..EIGHT_CLIENTS },
        0.9,
        0.03,
        0.3,
    );
}

#[test]
fn sixteen_clients() {
    assert_scenario(Scenario { clients: 16, ..EIGHT_CLIENTS }, 0.88, 0.03, 0.4);
}

#[test]
fn eight_clients_against_a_sliding_window() {
    assert_scenario(Scenario { window: Window::Sliding, ..EIGHT_CLIENTS }, 0.8, 0.02, 0.5);
}

#[test]
fn eight_clients_in_buckets_of_other_sizes() {
    assert_scenario(Scenario { bucket: "criteria_current_reads", ..EIGHT_CLIENTS }, 0.9, 0.01, 0.4);
    assert_scenario(Scenario { bucket: "scoring_intake_single", ..EIGHT_CLIENTS }, 0.85, 0.05, 0.2);
}

/// `Remaining` is 0 after the first request of a window, so the only evidence of the others is
/// 429s.
#[test]
fn eight_clients_on_one_request_a_second() {
    assert_scenario(Scenario { bucket: "scoring_intake_batch", ..EIGHT_CLIENTS }, 0.9, 0.78, 0.3);
}

/// Twelve 429s in a row; afterwards the client is alone.
#[tokio::test(start_paused = true)]
async fn full_speed_is_reached_within_ten_seconds_after_429s() {
    for bucket in nova_client::BUCKETS.iter().filter(|bucket| bucket.max_in_flight.is_none()) {
        let pacer = Pacer::new(&Pacing::new().seed(3));
        let server = Server::new(bucket.limit, Window::Fixed, 1_772_000_000.4);
        for _ in 0..12 {
            let mut permit = pacer.admit(request(bucket.name)).await.unwrap();
            permit.mark_sent();
            tokio::time::sleep(ms(2)).await;
            let counted = Counted { accepted: false, remaining: 0, ..server.count() };
            permit.observe(&counted.observation());
            drop(permit);
            tokio::time::sleep(ms(1000)).await;
        }
        let ended = Instant::now();
        while ended.elapsed() < Duration::from_secs(10) {
            call(&pacer, request(bucket.name), &server, ms(2)).await;
        }
        let (mut calls, began) = (0.0, Instant::now());
        while began.elapsed() < Duration::from_secs(20) {
            calls += f64::from(u8::from(call(&pacer, request(bucket.name), &server, ms(2)).await));
        }
        let used = calls / began.elapsed().as_secs_f64() / f64::from(bucket.limit);
        // One call at a time, 2 ms each.
        assert!(used >= 0.85, "{}: {used}", bucket.name);
    }
}
