//! Where the key, the tenant and the base URL come from.
//!
//! What is typed goes before a file, a file before the environment. `--api-key` and
//! `--api-key-file` together are refused: one of them is a mistake, and guessing which could send
//! the wrong key.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use nova_client_ext::{ApiKey, Application, Call, Job, Nova, NovaBuilder, Tenant, TenantId};

use crate::args::Globals;
use crate::context::Context;
use crate::failure::Failure;

const API_KEY: &str = "NOVA_API_KEY";
const TENANT_ID: &str = "NOVA_TENANT_ID";
const BASE_URL: &str = "NOVA_BASE_URL";

/// The most that is read of a key file.
const MAX_KEY_BYTES: u64 = 4096;

/// A setting, and where it was found.
struct Given {
    value: String,
    source: String,
}

/// The tenant to work for. Nothing is sent.
pub(crate) fn tenant(globals: &Globals) -> Result<Tenant, Failure> {
    // The key first: it is what most often is missing.
    api_key(globals)?;
    let id = given(globals.tenant.as_deref(), "--tenant", TENANT_ID)?.ok_or_else(|| {
        Failure::Usage(format!("no tenant: set {TENANT_ID}, or pass --tenant ID"))
    })?;
    let id = TenantId::new(id.value).map_err(|error| Failure::invalid(&id.source, &error))?;
    nova(globals, |builder| builder)?
        .tenant(id)
        .map_err(|error| Failure::invalid("--tenant", &error))
}

/// The job to work on. Nothing is sent.
pub(crate) fn job(context: &Context, id: &str) -> Result<Job, Failure> {
    tenant(&context.globals)?.job(id).map_err(|error| Failure::invalid("JOB", &error))
}

/// The application to work on. Nothing is sent.
pub(crate) fn application(
    context: &Context,
    job_id: &str,
    id: &str,
) -> Result<Application, Failure> {
    job(context, job_id)?.application(id).map_err(|error| Failure::invalid("APPLICATION", &error))
}

/// Makes a call within the command's deadline.
pub(crate) async fn call<T: Send + 'static, K>(
    context: &Context,
    call: Call<T, K>,
) -> Result<T, Failure> {
    let call = match context.deadline() {
        Some(deadline) => call.deadline(deadline),
        None => call,
    };
    call.await.map_err(|error| Failure::Call { error, base_url: server(&context.globals) })
}

/// The access that was asked for, with what a command adds to it. Nothing is sent.
pub(crate) fn nova(
    globals: &Globals,
    more: impl FnOnce(NovaBuilder) -> NovaBuilder,
) -> Result<Nova, Failure> {
    let key = api_key(globals)?;
    let key = ApiKey::new(key.value).map_err(|error| Failure::invalid(&key.source, &error))?;
    let mut builder = more(Nova::builder(key));
    if let Some(timeout) = globals.timeout {
        builder = builder.timeout(timeout);
    }
    match base_url(globals)? {
        None => builder.build().map_err(|error| Failure::invalid("--timeout", &error)),
        Some(url) => builder
            .base_url(url.value)
            .build()
            .map_err(|error| Failure::invalid(&url.source, &error)),
    }
}

/// The server that was asked for; none if it is the vendor's.
pub(crate) fn server(globals: &Globals) -> Option<String> {
    base_url(globals).ok().flatten().map(|url| url.value)
}

fn base_url(globals: &Globals) -> Result<Option<Given>, Failure> {
    given(globals.base_url.as_deref(), "--base-url", BASE_URL)
}

fn api_key(globals: &Globals) -> Result<Given, Failure> {
    match (&globals.api_key, &globals.api_key_file) {
        (Some(_), Some(_)) => {
            Err(Failure::Usage("--api-key and --api-key-file are both given; leave one out".into()))
        }
        (None, Some(file)) => first_line(file),
        (key, None) => given(key.as_deref(), "--api-key", API_KEY)?.ok_or_else(|| {
            Failure::Usage(format!("no API key: set {API_KEY}, or pass --api-key-file FILE"))
        }),
    }
}

fn given(typed: Option<&str>, flag: &str, variable: &str) -> Result<Option<Given>, Failure> {
    if let Some(value) = typed {
        return Ok(Some(Given { value: value.to_owned(), source: flag.to_owned() }));
    }
    match std::env::var(variable) {
        Ok(value) => Ok(Some(Given { value, source: variable.to_owned() })),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Failure::Usage(format!("{variable}: is not valid Unicode")))
        }
    }
}

/// The first line of a file, without its line end: what editors and `echo` leave behind the key is
/// not part of it.
fn first_line(file: &Path) -> Result<Given, Failure> {
    let source = format!("--api-key-file {}", file.display());
    let mut value = String::new();
    File::open(file)
        .and_then(|file| BufReader::new(file.take(MAX_KEY_BYTES)).read_line(&mut value))
        .map_err(|error| Failure::Usage(format!("{source}: cannot be read: {error}")))?;
    let line = value.strip_suffix('\n').unwrap_or(&value);
    let value = line.strip_suffix('\r').unwrap_or(line).to_owned();
    Ok(Given { value, source })
}
