//! A transport that holds each request and each answer against the contract.

use std::sync::{Arc, Mutex};

use nova_client::{BoxFuture, Client, Failure, Operation, Transport, TransportRequest};
use nova_client_ext::mock::MockNova;
use serde_json::Value;

use super::{TENANT, schema};

/// What was not as the contract says, as `operation: request|answer: place code`.
#[derive(Clone, Default)]
pub(crate) struct Found(Arc<Mutex<Vec<String>>>);

impl Found {
    pub(crate) fn list(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, operation: &Operation, what: &str) {
        self.0.lock().unwrap().push(format!("{}: {what}", operation.id));
    }
}

/// A client of the mock whose every exchange is checked, and what was found.
pub(crate) fn client(mock: &MockNova) -> (Client, Found) {
    let found = Found::default();
    let document = serde_json::from_str(nova_client::CONTRACT).unwrap();
    let transport = Checked { document, key: mock.api_key(), found: found.clone() };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    (Client::with_transport(&mock.base_url(), http, Arc::new(transport)), found)
}

struct Checked {
    document: Value,
    key: String,
    found: Found,
}

impl Transport for Checked {
    fn send<'a>(
        &'a self,
        call: TransportRequest<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Failure>> {
        Box::pin(async move {
            let TransportRequest { mut request, operation, http, .. } = call;
            let headers = request.headers_mut();
            headers.insert("authorization", format!("Bearer {}", self.key).parse().unwrap());
            headers.insert("x-tenant-id", TENANT.parse().unwrap());
            if let Some(body) = request.body().and_then(reqwest::Body::as_bytes) {
                self.check(
                    operation,
                    "request",
                    self.described(operation).pointer("/requestBody"),
                    body,
                );
            }
            let answer = http.execute(request).await.map_err(|error| Arc::new(error) as Failure)?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = answer.bytes().await.map_err(|error| Arc::new(error) as Failure)?;
            let code = status.as_str();
            let responses = &self.described(operation)["responses"];
            let described =
                responses.get(code).or_else(|| responses.get(format!("{}XX", &code[..1])));
            let described = described.map(|one| schema::resolve(&self.document, one));
            if described.is_none() {
                self.found.add(operation, &format!("answer: {code} is not documented"));
            }
            self.check(operation, "answer", described, &body);
            for name in
                ["x-trace-id", "x-ratelimit-bucket", "x-ratelimit-limit", "x-ratelimit-remaining"]
            {
                if !headers.contains_key(name) {
                    self.found.add(operation, &format!("answer: no {name}"));
                }
            }
            let mut answer = http::Response::new(body);
            (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
            Ok(answer.into())
        })
    }
}

impl Checked {
    fn described(&self, operation: &Operation) -> &Value {
        &self.document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()]
    }

    /// Checks a body against the schema that `described` has for JSON.
    fn check(&self, operation: &Operation, which: &str, described: Option<&Value>, body: &[u8]) {
        let schema = described.and_then(|one| one.pointer("/content/application~1json/schema"));
        let (Some(schema), Ok(value)) = (schema, serde_json::from_slice(body)) else {
            self.found.add(operation, &format!("{which}: no JSON that the contract describes"));
            return;
        };
        for one in schema::violations(&self.document, schema, &value) {
            self.found.add(operation, &format!("{which}: {} {}", one.path, one.code));
        }
    }
}
