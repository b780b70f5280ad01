//! Tests of the pacer against a server in the same process, with paused time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unchecked_time_subtraction
)]

mod admission;
mod cancelling;
mod observations;
mod parked;
mod settle;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::observation::Standing;
use super::{AdmissionRequest, Observation, Pacer, Priority};

pub(super) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(super) fn request(bucket: &str) -> AdmissionRequest {
    AdmissionRequest {
        place: None,
        operation: "anOperation",
        bucket: nova_client::Bucket::find(bucket).unwrap(),
        tenant: None,
        priority: Priority::Foreground,
        deadline: None,
        max_queued: None,
        attempt_timeout: Duration::from_secs(30),
    }
}

pub(super) fn read() -> AdmissionRequest {
    request("read_and_ops")
}

pub(super) fn of_tenant(name: &str) -> AdmissionRequest {
    AdmissionRequest { place: None, tenant: Some(Arc::from(name)), ..read() }
}

pub(super) fn state(pacer: &Pacer, bucket: &str) -> super::BucketState {
    pacer.snapshot().into_iter().find(|state| state.name == bucket).unwrap()
}

/// Returns the state in a response without useful headers.
pub(super) fn standing(accepted: bool) -> Standing {
    Standing {
        accepted,
        bucket: None,
        limit: None,
        remaining: None,
        reset: None,
        degraded: false,
        hold: None,
    }
}

/// Returns a 429 of the vendor's limiter with `Retry-After`.
pub(super) fn rejected(seconds: u64) -> Observation {
    let hold = Some(Duration::from_secs(seconds));
    Observation::Limiter(Standing { remaining: Some(0), hold, ..standing(false) })
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Window {
    /// From one whole second of the server's clock to the next.
    Fixed,
    /// The last second before each request.
    Sliding,
}

/// A server that counts requests as the vendor documents.
pub(super) struct Server {
    limit: u32,
    window: Window,
    /// The time of its clock at the start of the test.
    clock: f64,
    began: Instant,
    seen: Mutex<VecDeque<f64>>,
}

pub(super) struct Counted {
    pub(super) accepted: bool,
    remaining: u32,
    reset: u32,
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
            reset: end as u32,
            limit: self.limit,
        }
    }
}

impl Counted {
    pub(super) fn observation(&self) -> Observation {
        Observation::Limiter(Standing {
            limit: Some(self.limit),
            remaining: Some(self.remaining),
            reset: Some(self.reset),
            hold: (!self.accepted).then_some(Duration::from_secs(1)),
            ..standing(self.accepted)
        })
    }
}

/// Makes one paced call, which the server counts at half of its latency. Returns whether it was
/// accepted.
pub(super) async fn call(
    pacer: &Pacer,
    request: AdmissionRequest,
    server: &Server,
    latency: Duration,
) -> bool {
    let mut permit = pacer.admit(request).await.unwrap();
    permit.mark_sent();
    tokio::time::sleep(latency / 2).await;
    let counted = server.count();
    tokio::time::sleep(latency / 2).await;
    permit.observe(&counted.observation());
    counted.accepted
}
