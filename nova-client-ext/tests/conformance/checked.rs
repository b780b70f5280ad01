//! A transport that validates each request and each response against the contract.

use std::sync::{Arc, Mutex};

use nova_client::{BoxFuture, Client, Failure, Operation, Transport, TransportRequest};
use nova_client_ext::mock::MockNova;
use serde_json::Value;

use super::{TENANT, schema};

/// The violations of the contract, as `operation: request|response: path code`.
#[derive(Clone, Default)]
pub(crate) struct Violations(Arc<Mutex<Vec<String>>>);

impl Violations {
    pub(crate) fn list(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, operation: &Operation, what: &str) {
        self.0.lock().unwrap().push(format!("{}: {what}", operation.id));
    }
}

/// Returns a client of the mock that validates every exchange, and the violations.
pub(crate) fn client(mock: &MockNova) -> (Client, Violations) {
    let violations = Violations::default();
    let document = serde_json::from_str(nova_client::CONTRACT).unwrap();
    let transport =
        ValidatingTransport { document, key: mock.api_key(), violations: violations.clone() };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    (Client::with_transport(&mock.base_url(), http, Arc::new(transport)), violations)
}

struct ValidatingTransport {
    document: Value,
    key: String,
    violations: Violations,
}

impl Transport for ValidatingTransport {
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
            let response =
                http.execute(request).await.map_err(|error| Arc::new(error) as Failure)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = response.bytes().await.map_err(|error| Arc::new(error) as Failure)?;
            let code = status.as_str();
            let responses = &self.described(operation)["responses"];
            let described =
                responses.get(code).or_else(|| responses.get(format!("{}XX", &code[..1])));
            let described = described.map(|one| schema::resolve(&self.document, one));
            if described.is_none() {
                self.violations.add(operation, &format!("response: {code} is not documented"));
            }
            self.check(operation, "response", described, &body);
            for name in
                ["x-trace-id", "x-ratelimit-bucket", "x-ratelimit-limit", "x-ratelimit-remaining"]
            {
                if !headers.contains_key(name) {
                    self.violations.add(operation, &format!("response: no {name}"));
                }
            }
            let mut response = http::Response::new(body);
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            Ok(response.into())
        })
    }
}

impl ValidatingTransport {
    fn described(&self, operation: &Operation) -> &Value {
        &self.document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()]
    }

    /// Validates a body against the JSON schema in `described`.
    fn check(&self, operation: &Operation, subject: &str, described: Option<&Value>, body: &[u8]) {
        let schema = described.and_then(|one| one.pointer("/content/application~1json/schema"));
        let (Some(schema), Ok(value)) = (schema, serde_json::from_slice(body)) else {
            self.violations.add(operation, &format!("{subject}: not JSON, or not documented"));
            return;
        };
        for one in schema::violations(&self.document, schema, &value) {
            self.violations.add(operation, &format!("{subject}: {} {}", one.path, one.code));
        }
    }
}
