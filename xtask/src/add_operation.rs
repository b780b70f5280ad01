//! `cargo xtask add-operation`: adds an operation with all required fields to the contract.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use crate::codegen::schema::{self, KEY_HEADER, TENANT_HEADER};
use crate::contract::read_json;
use crate::json::Document;
use crate::workspace::{CONTRACT, Unable, Workspace};

/// The operation to add.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The HTTP method.
    #[arg(ignore_case = true)]
    pub method: Method,
    /// The path, with its parameters in braces: `/v1/jobs/{jobId}/reports`.
    pub path: String,
    /// The operationId, which names the Rust method: `listReports`.
    #[arg(long)]
    pub id: String,
    /// The rate bucket, one of `x-nova-buckets`.
    #[arg(long)]
    pub bucket: String,
    /// Whether a call can be repeated; by default `safe` for GET and HEAD.
    #[arg(long)]
    pub idempotency: Option<Idempotency>,
    /// The operation has no tenant.
    #[arg(long)]
    pub no_tenant: bool,
    /// The tag, one of `tags`; by default that of the nearest path.
    #[arg(long)]
    pub tag: Option<String>,
    /// The schema of the request body; created if it does not exist.
    #[arg(long)]
    pub body: Option<String>,
    /// The schema of the response body; created if it does not exist.
    #[arg(long)]
    pub response: Option<String>,
    /// The status of a success.
    #[arg(long, default_value = "200")]
    pub status: String,
}

/// The methods supported by the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
    /// HEAD
    Head,
}

/// The values of `x-nova-idempotency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Idempotency {
    /// The operation only reads.
    Safe,
    /// The vendor recognises a repeat by its content.
    BuiltIn,
    /// The vendor recognises a repeat by its `Idempotency-Key`.
    Key,
    /// A repeat may be processed twice.
    None,
}

/// Runs the command. Exits with 0 if the operation was added, with 1 otherwise.
pub fn run(workspace: &Workspace, options: &Options) -> ExitCode {
    match add(workspace, options) {
        Ok(Ok(lines)) => {
            for line in lines {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        Ok(Err(why)) | Err(Unable(why)) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Adds the operation and returns the remaining steps; or why it was not added.
pub fn add(
    workspace: &Workspace,
    options: &Options,
) -> Result<Result<Vec<String>, String>, Unable> {
    let document = match read_json(workspace, CONTRACT)? {
        Ok((_, document)) => document,
        Err(findings) => {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            return Ok(Err(lines.join("\n")));
        }
    };
    let mut value = document.value.clone();
    let made = match insert(&mut value, options) {
        Ok(made) => made,
        Err(why) => return Ok(Err(why)),
    };
    // Everything else must stay unchanged, including the spelling of numbers.
    let written = |value: &Value| serde_json::to_string_pretty(value).ok().map(|text| text + "\n");
    if written(&document.value).as_deref() != Some(document.canonical.as_str()) {
        let why = format!("{CONTRACT} has a number that would be written in another way");
        return Ok(Err(why));
    }
    let text = written(&value).unwrap_or_default();
    let text = Document::read(&text).map_or(text, |document| document.canonical);
    workspace.replace(CONTRACT, &text)?;

    let Options { id, path, .. } = options;
    let mut lines = vec![format!("{CONTRACT}: {id} ({path}) added")];
    lines.extend(made.iter().map(|name| format!("  schema {name} made: give it its fields")));
    lines.push("left to do:".to_owned());
    lines.extend(
        [
            "  the contract: summary, description, fields; raise info.version",
            "  cargo xtask regenerate",
            "  nova-client-ext/src/resources: a facade method, documented with operation and bucket",
            "  nova-client-ext/src/mock: a route, and a test",
            "  nova-client-ext/src/bin/nova: a command, where operators need it",
            "  nova-client-ext/docs: the guide of its subject",
            "  cargo xtask check, which lists what covers each operation",
        ]
        .map(str::to_owned),
    );
    Ok(Ok(lines))
}

/// Inserts the operation and returns the schemas that were created for it.
fn insert(document: &mut Value, options: &Options) -> Result<Vec<String>, String> {
    let Options { method, path, id, bucket, .. } = options;
    let method = word(method);
    let before = document.clone();
    let operations = schema::operations(&before);
    if operations.iter().any(|(_, _, _, operation)| operation["operationId"] == id.as_str()) {
        return Err(format!("{id} is in the contract already"));
    }
    let buckets = before["x-nova-buckets"].as_object().cloned().unwrap_or_default();
    if !buckets.contains_key(bucket) {
        let known: Vec<&str> = buckets.keys().map(String::as_str).collect();
        return Err(format!("{bucket} is not a bucket; there are {}", known.join(", ")));
    }
    let is_reading = matches!(options.method, Method::Get | Method::Head);
    let idempotency = match options.idempotency {
        Some(given) => word(&given),
        None if is_reading => "safe".to_owned(),
        None => return Err("--idempotency is missing: built-in, key or none".to_owned()),
    };
    let sibling = operations
        .iter()
        .max_by_key(|(_, other, _, _)| common_prefix(other, path))
        .map(|(_, _, _, operation)| *operation);
    let tag =
        options.tag.clone().or_else(|| Some(sibling?.pointer("/tags/0")?.as_str()?.to_owned()));

    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), json!(id));
    operation.insert("summary".to_owned(), json!(format!("TODO: what {id} does")));
    operation.extend(tag.map(|tag| ("tags".to_owned(), json!([tag]))));
    operation.insert("x-nova-bucket".to_owned(), json!(bucket));
    operation.insert("x-nova-idempotency".to_owned(), json!(idempotency));
    let tenant = if options.no_tenant { "none" } else { "required" };
    operation.insert("x-nova-tenant".to_owned(), json!(tenant));
    let parameters = parameters(&before, path, !options.no_tenant, idempotency == "key");
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(name) = &options.body {
        operation
            .insert("requestBody".to_owned(), json!({"required": true, "content": content(name)}));
    }
    operation.insert("responses".to_owned(), responses(&operations, options));

    let item = document["paths"]
        .as_object_mut()
        .ok_or("the contract has no paths")?
        .entry(path.clone())
        .or_insert_with(|| json!({}));
    if item.get(&method).is_some() {
        return Err(format!("{} {path} is in the contract already", method.to_uppercase()));
    }
    item[&method] = Value::Object(operation);

    let mut made = Vec::new();
    for name in [&options.body, &options.response].into_iter().flatten() {
        let schemas = document
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut)
            .ok_or("the contract has no schemas")?;
        if !schemas.contains_key(name) {
            let schema = json!({"type": "object", "description": "TODO", "properties": {}});
            schemas.insert(name.clone(), schema);
            made.push(name.clone());
        }
    }
    Ok(made)
}

/// Returns the parameters, as references if the contract has components for them.
fn parameters(document: &Value, path: &str, has_tenant: bool, has_key: bool) -> Vec<Value> {
    let shared = document.pointer("/components/parameters").and_then(Value::as_object);
    let by_reference = |name: &str, place: &str| {
        let (component, _) = shared?.iter().find(|(_, one)| {
            one["in"] == place
                && one["name"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name))
        })?;
        Some(json!({"$ref": format!("#/components/parameters/{component}")}))
    };
    let header = |name: &str, is_required: bool| {
        by_reference(name, "header").unwrap_or_else(
            || json!({"name": name, "in": "header", "required": is_required, "schema": {"type": "string"}}),
        )
    };
    let mut parameters = Vec::new();
    parameters.extend(has_tenant.then(|| header(TENANT_HEADER, true)));
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        parameters.push(by_reference(name, "path").unwrap_or_else(|| {
            json!({"name": name, "in": "path", "required": true, "description": "TODO",
                "schema": {"type": "string"}})
        }));
    }
    parameters.extend(has_key.then(|| header(KEY_HEADER, false)));
    parameters
}

/// Returns the success, with the headers of all other successes, and the errors.
fn responses(operations: &[(String, &str, &str, &Value)], options: &Options) -> Value {
    let successes = operations.iter().flat_map(|(_, _, _, operation)| {
        operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(code, _)| code.starts_with('2'))
            .map(|(_, response)| response["headers"].as_object().cloned().unwrap_or_default())
    });
    let headers = successes.reduce(|mut shared, headers| {
        shared.retain(|name, header| headers.get(name) == Some(&*header));
        shared
    });
    let mut success = Map::new();
    success.insert("description".to_owned(), json!("TODO: when it comes"));
    if let Some(headers) = headers.filter(|headers| !headers.is_empty()) {
        success.insert("headers".to_owned(), Value::Object(headers));
    }
    if let Some(name) = &options.response {
        success.insert("content".to_owned(), content(name));
    }
    let mut responses = Map::new();
    responses.insert(options.status.clone(), Value::Object(success));
    for range in ["4XX", "5XX"] {
        let error = operations
            .iter()
            .find_map(|(_, _, _, operation)| operation["responses"].get(range))
            .cloned();
        responses.extend(error.map(|error| (range.to_owned(), error)));
    }
    Value::Object(responses)
}

fn content(name: &str) -> Value {
    json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}})
}

fn common_prefix(one: &str, other: &str) -> usize {
    one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other).count()
}

fn word(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map(|value| value.get_name().to_owned()).unwrap_or_default()
}
