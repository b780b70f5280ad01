//! Creates the client's handles from the settings. Only [`call`] sends anything.

use nova_client::DEFAULT_BASE_URL;
use nova_client_ext::{
    Application, Call, Environment, Error, Job, Nova, NovaBuilder, Tenant, TenantId,
};
use url::Url;

use crate::context::Context;
use crate::failure::Failure;
use crate::settings::{self, KeySetting, Setting};
use crate::text::clean;

/// Returns the configured tenant.
pub(crate) async fn tenant(context: &Context) -> Result<Tenant, Failure> {
    // The key first, because it is what most often is missing.
    settings::api_key(context).await?;
    let id = settings::tenant_id(context).await?.ok_or_else(|| {
        Failure::Usage(format!("no tenant: set {}, or pass --tenant ID", settings::TENANT_ID))
    })?;
    let id = TenantId::new(id.value).map_err(|error| Failure::invalid(&id.source, &error))?;
    nova(context, |builder| builder)
        .await?
        .tenant(id)
        .map_err(|error| Failure::invalid("--tenant", &error))
}

/// Returns the handle of a job.
pub(crate) async fn job(context: &Context, id: &str) -> Result<Job, Failure> {
    tenant(context).await?.job(id).map_err(|error| Failure::invalid("JOB", &error))
}

/// Returns the handle of an application.
pub(crate) async fn application(
    context: &Context,
    job_id: &str,
    id: &str,
) -> Result<Application, Failure> {
    job(context, job_id)
        .await?
        .application(id)
        .map_err(|error| Failure::invalid("APPLICATION", &error))
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
    match call.await {
        Ok(value) => Ok(value),
        Err(error) => Err(failed(context, error).await),
    }
}

/// Returns the failure of a call.
pub(crate) async fn failed(context: &Context, error: Error) -> Failure {
    let base_url = settings::base_url(context).await.ok().flatten();
    Failure::Call { error, base_url: base_url.map(|url| url.value) }
}

/// Returns the client, after the command has changed its builder.
pub(crate) async fn nova(
    context: &Context,
    more: impl FnOnce(NovaBuilder) -> NovaBuilder,
) -> Result<Nova, Failure> {
    settings::check_profile(context).await?;
    let setting = settings::api_key(context).await?;
    let base_url = settings::base_url(context).await?;
    let nova = build(context, &setting, base_url.as_ref(), more)?;
    for warning in warnings(&setting, base_url.as_ref(), nova.environment()) {
        context.warn(warning);
    }
    Ok(nova)
}

/// Builds the client from unvalidated settings.
pub(crate) fn build(
    context: &Context,
    key: &KeySetting,
    base_url: Option<&Setting>,
    more: impl FnOnce(NovaBuilder) -> NovaBuilder,
) -> Result<Nova, Failure> {
    let key = key.key.clone().map_err(|error| Failure::invalid(&key.source, &error))?;
    let mut builder = more(Nova::builder(key));
    if let Some(timeout) = context.globals.timeout {
        builder = builder.timeout(timeout);
    }
    match base_url {
        None => builder.build().map_err(|error| Failure::invalid("--timeout", &error)),
        Some(url) => builder
            .base_url(url.value.as_str())
            .build()
            .map_err(|error| Failure::invalid(&url.source, &error)),
    }
}

/// Returns security warnings about a key: who can read it, and who receives it.
pub(crate) fn warnings(
    key: &KeySetting,
    base_url: Option<&Setting>,
    environment: Environment,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(file) = &key.open_file {
        warnings.push(format!("other users can read the key in {file}; run: chmod 600 {file}"));
    }
    if environment == Environment::Production
        && let Some(url) = base_url
        && host(&url.value) != host(DEFAULT_BASE_URL)
    {
        warnings.push(format!(
            "a live key is sent to {}, which is not the vendor's host ({})",
            host(&url.value),
            url.source
        ));
    }
    warnings
}

/// Returns the host of a URL, and its port unless it is the default.
pub(crate) fn host(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else { return clean(url) };
    let host = parsed.host_str().unwrap_or_default();
    match parsed.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
