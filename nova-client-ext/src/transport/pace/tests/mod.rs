//! The pacer against a server in the same process, with time under control.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unchecked_time_subtraction
)]

mod admission;
mod answers;
mod cancelling;
mod settle;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::{Ask, Observation, Pacer, Priority};

pub(super) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(super) fn ask(bucket: &str) -> Ask {
    Ask {
        operation: "anOperation",
        bucket: nova_client::Bucket::find(bucket).unwrap(),
        tenant: None,
        priority: Priority::Foreground,
        deadline: None,
    }
}

pub(super) fn read() -> Ask {
    ask("read_and_ops")
}

pub(super) fn of_tenant(name: &str) -> Ask {
    Ask { tenant: Some(Arc::from(name)), ..read() }
}

pub(super) fn state(pacer: &Pacer, bucket: &str) -> super::BucketState {
    pacer.snapshot().into_iter().find(|state| state.name == bucket).unwrap()
}

/// A plain answer with nothing in it.
pub(super) fn answer(status: u16) -> Observation<'static> {
    let now = Instant::now();
    Observation {
        status,
        sent_at: now,
        received_at: now,
        bucket: None,
        limit: None,
        remaining: None,
        reset: None,
        degraded: false,
        retry_after: None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Window {
    /// One second each, from one whole second of the server's clock to the next.
    Fixed,
    /// The last second before each request.
    Sliding,
    /// One second each, the first beginning with the first request after the last has ended.
    Lazy,
}

/// A server that counts requests as the vendor documents it.
pub(super) struct Server {
    limit: u32,
    window: Window,
    /// What its clock shows when the test begins.
    clock: f64,
    began: Instant,
    seen: Mutex<VecDeque<f64>>,
}

pub(super) struct Counted {
    pub(super) accepted: bool,
    remaining: u32,
    reset: u64,
    limit: u32,
}

impl Server {
    pub(super) fn new(limit: u32, window: Window, clock: f64) -> Arc<Self> {
        Arc::new(Self {
            limit,
            window,
            clock,
            began: Instant::now(),
            seen: Mutex::new(VecDeque::new()),
        })
    }

    pub(super) fn count(&self) -> Counted {
        let now = self.clock + self.began.elapsed().as_secs_f64();
        let mut seen = self.seen.lock().unwrap();
        let (start, end) = match self.window {
            Window::Fixed => (now.floor(), now.floor() + 1.0),
            Window::Sliding => (now - 1.0, now.floor() + 1.0),
            Window::Lazy => {
                let start = seen.front().copied().filter(|start| now - start < 1.0).unwrap_or(now);
                (start, (start + 1.0).ceil())
            }
        };
        while seen.front().is_some_and(|at| *at < start) {
            seen.pop_front();
        }
        let accepted = (seen.len() as u32) < self.limit;
        if accepted {
            seen.push_back(now);
        }
        Counted {
            accepted,
            remaining: self.limit - seen.len() as u32,
            reset: end as u64,
            limit: self.limit,
        }
    }
}

impl Counted {
    pub(super) fn observation(&self, sent_at: Instant) -> Observation<'static> {
        Observation {
            status: if self.accepted { 200 } else { 429 },
            sent_at,
            received_at: Instant::now(),
            bucket: None,
            limit: Some(self.limit),
            remaining: Some(self.remaining),
            reset: Some(self.reset),
            degraded: false,
            retry_after: (!self.accepted).then_some(Duration::from_secs(1)),
        }
    }
}

/// One paced call: admitted, under way for its latency, counted by the server half-way.
pub(super) async fn call(pacer: &Pacer, ask: Ask, server: &Server, latency: Duration) -> bool {
    let permit = pacer.admit(ask).await.unwrap();
    let sent_at = Instant::now();
    tokio::time::sleep(latency / 2).await;
    let counted = server.count();
    tokio::time::sleep(latency / 2).await;
    permit.answered(&counted.observation(sent_at));
    counted.accepted
}
