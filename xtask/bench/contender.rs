//! The contenders: the same call, made in different ways, with the same settings of the HTTP
//! client.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use nova_client::DecodeFailure;
use nova_client_ext::{ApiKey, Batch, Nova, Pacing};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::body::{BATCH, JOB};
use crate::hand_written::{HandWritten, ScoringBatchStatus};

pub const KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
pub const TENANT: &str = "acme-corp";

/// What our client sets by default, and what any client should.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(30);

type Failure = Box<dyn Error>;

/// A way of making the call.
pub struct Contender {
    pub name: &'static str,
    what: &'static str,
    /// How it decodes the body; gives the number of jobs.
    pub decode: fn(&[u8]) -> Result<usize, Failure>,
    client: fn(&str) -> Result<Client, Failure>,
}

/// A contender that is ready to call. Connections are kept between calls.
pub enum Client {
    HandWritten(HandWritten),
    #[cfg(feature = "openapi-generator")]
    OpenApiGenerator(openapi_generator_client::apis::configuration::Configuration),
    Raw(nova_client::Client),
    Ours(Batch),
}

impl Contender {
    /// All of them. The first is what the others are compared with.
    pub const ALL: &[Self] = &[
        Self {
            name: "hand-written",
            what: "reqwest and serde, written by hand",
            decode: decode_by_hand,
            client: hand_written,
        },
        #[cfg(feature = "openapi-generator")]
        Self {
            name: "openapi-generator",
            what: "made by openapi-generator from the same contract",
            decode: decode_of_openapi_generator,
            client: of_openapi_generator,
        },
        Self {
            name: "nova-client",
            what: "nova-client alone, without a transport",
            decode: decode_of_nova_client,
            client: raw,
        },
        Self {
            name: "nova-client-ext",
            what: "nova-client-ext, pacing off",
            decode: decode_of_nova_client,
            client: |url| ours(url, Pacing::off()),
        },
        Self {
            name: "nova-client-ext-paced",
            what: "nova-client-ext, pacing on, no limit in sight",
            decode: decode_of_nova_client,
            client: |url| ours(url, Pacing::new()),
        },
    ];

    pub fn named(name: &str) -> Result<&'static Self, Failure> {
        Self::ALL
            .iter()
            .find(|one| one.name == name)
            .ok_or_else(|| format!("there is no contender {name}").into())
    }

    /// What the table says of it.
    pub fn describe(&self) -> Value {
        json!({ "name": self.name, "what": self.what })
    }

    pub fn client(&self, url: &str) -> Result<Client, Failure> {
        (self.client)(url)
    }
}

impl Client {
    /// Makes the call, and gives the number of jobs in the answer.
    pub async fn call(&self) -> Result<usize, Failure> {
        Ok(match self {
            Self::HandWritten(client) => {
                black_box(client.status(JOB, BATCH).await?).scoring_jobs.len()
            }
            #[cfg(feature = "openapi-generator")]
            Self::OpenApiGenerator(configuration) => {
                use openapi_generator_client::apis::scoring_batches_api::get_scoring_batch_status;

                black_box(get_scoring_batch_status(configuration, TENANT, JOB, BATCH).await?)
                    .scoring_jobs
                    .len()
            }
            Self::Raw(client) => {
                let call = client.get_scoring_batch_status().job_id(JOB).scoring_batch_id(BATCH);
                black_box(call.send().await?.into_inner()).scoring_jobs.len()
            }
            Self::Ours(batch) => black_box(batch.status().await?).scoring_jobs.len(),
        })
    }
}

/// reqwest with the settings that matter: timeouts, no redirects, no proxy to loopback.
fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent("bench/1.0")
}

fn hand_written(url: &str) -> Result<Client, Failure> {
    let tenant = HeaderValue::from_static(TENANT);
    Ok(Client::HandWritten(HandWritten {
        http: http().build()?,
        base_url: url.to_owned(),
        key: KEY.to_owned(),
        tenant,
    }))
}

#[cfg(feature = "openapi-generator")]
fn of_openapi_generator(url: &str) -> Result<Client, Failure> {
    Ok(Client::OpenApiGenerator(openapi_generator_client::apis::configuration::Configuration {
        base_path: url.to_owned(),
        client: http().build()?,
        bearer_access_token: Some(KEY.to_owned()),
        ..Default::default()
    }))
}

fn raw(url: &str) -> Result<Client, Failure> {
    let headers = HeaderMap::from_iter([
        (AUTHORIZATION, HeaderValue::try_from(format!("Bearer {KEY}"))?),
        ("x-tenant-id".parse()?, HeaderValue::from_static(TENANT)),
    ]);
    let http = http().default_headers(headers).build()?;
    Ok(Client::Raw(nova_client::Client::with_transport(url, http, Arc::new(nova_client::Direct))))
}

fn ours(url: &str, pacing: Pacing) -> Result<Client, Failure> {
    let nova = Nova::builder(ApiKey::new(KEY)?).base_url(url).pacing(pacing).build()?;
    Ok(Client::Ours(nova.tenant(TENANT)?.job(JOB)?.batch(BATCH)?))
}

fn decode_by_hand(body: &[u8]) -> Result<usize, Failure> {
    Ok(black_box(serde_json::from_slice::<ScoringBatchStatus>(body)?).scoring_jobs.len())
}

#[cfg(feature = "openapi-generator")]
fn decode_of_openapi_generator(body: &[u8]) -> Result<usize, Failure> {
    // It asks reqwest for a text first, which makes one like this.
    let text = String::from_utf8_lossy(body).into_owned();
    let status: openapi_generator_client::models::ScoringBatchStatus = serde_json::from_str(&text)?;
    Ok(black_box(status).scoring_jobs.len())
}

fn decode_of_nova_client(body: &[u8]) -> Result<usize, Failure> {
    let status = DecodeFailure::of::<nova_client::types::ScoringBatchStatus>(body)?;
    Ok(black_box(status).scoring_jobs.len())
}
