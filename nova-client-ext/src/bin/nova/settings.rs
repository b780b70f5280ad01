//! The sources of the key, the tenant and the base URL.
//!
//! The precedence is: option, environment, profile of the configuration file. `--api-key` together
//! with `--api-key-file` is an error, because choosing one could send the wrong key.

use std::env::VarError;
use std::path::Path;

use nova_client_ext::{ApiKey, Error};

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::input;

pub(crate) const API_KEY: &str = "NOVA_API_KEY";
pub(crate) const TENANT_ID: &str = "NOVA_TENANT_ID";
pub(crate) const BASE_URL: &str = "NOVA_BASE_URL";

/// A setting and its source.
pub(crate) struct Setting {
    pub(crate) value: String,
    /// For example `--tenant`, `NOVA_TENANT_ID`, `profile staging (/home/…/config.toml)`.
    pub(crate) source: String,
}

/// The partner key and its source.
pub(crate) struct KeySetting {
    pub(crate) key: Result<ApiKey, Error>,
    pub(crate) source: String,
    /// The file, if users other than its owner can read it.
    pub(crate) open_file: Option<String>,
}

impl KeySetting {
    fn new(key: &str, source: impl Into<String>) -> Self {
        Self { key: ApiKey::new(key), source: source.into(), open_file: None }
    }
}

impl Setting {
    fn new(value: impl Into<String>, source: impl Into<String>) -> Self {
        Self { value: value.into(), source: source.into() }
    }
}

/// Returns the partner key.
pub(crate) async fn api_key(context: &Context) -> Result<KeySetting, Failure> {
    let globals = &context.globals;
    match (&globals.api_key, &globals.api_key_file) {
        (Some(_), Some(_)) => {
            return Err(Failure::Usage(
                "--api-key and --api-key-file are both given; leave one out".into(),
            ));
        }
        (Some(key), None) => return Ok(KeySetting::new(key, "--api-key")),
        (None, Some(file)) => return key_in(context, file, "--api-key-file").await,
        (None, None) => {}
    }
    // An empty variable counts as unset.
    if let Some(key) = variable(API_KEY)?.filter(|key| !key.is_empty()) {
        return Ok(KeySetting::new(&key, API_KEY));
    }
    if let Some(profile) = context.profile().await?
        && let Some(file) = profile.api_key_file()
    {
        return key_in(context, &file, &format!("{}, api_key_file", profile.source())).await;
    }
    Err(Failure::Usage(format!(
        "no API key: {API_KEY} is not set; set it, pass --api-key-file FILE, or run `nova config set \
         api_key_file FILE`"
    )))
}

/// Returns the tenant's id.
pub(crate) async fn tenant_id(context: &Context) -> Result<Option<Setting>, Failure> {
    let typed = context.globals.tenant.as_deref();
    other(context, typed, "--tenant", TENANT_ID, |settings| settings.tenant.as_deref()).await
}

/// Returns the configured base URL; `None` for the vendor's.
pub(crate) async fn base_url(context: &Context) -> Result<Option<Setting>, Failure> {
    let typed = context.globals.base_url.as_deref();
    other(context, typed, "--base-url", BASE_URL, |settings| settings.base_url.as_deref()).await
}

async fn other(
    context: &Context,
    typed: Option<&str>,
    option: &str,
    name: &str,
    of_profile: impl Fn(&crate::config::Settings) -> Option<&str>,
) -> Result<Option<Setting>, Failure> {
    if let Some(value) = typed {
        return Ok(Some(Setting::new(value, option)));
    }
    if let Some(value) = variable(name)?.filter(|value| !value.is_empty()) {
        return Ok(Some(Setting::new(value, name)));
    }
    let profile = context.profile().await?;
    Ok(profile.and_then(|profile| {
        of_profile(&profile.settings).map(|value| Setting::new(value, profile.source()))
    }))
}

/// Checks that a requested profile exists, even if no setting is taken from it. Warns about
/// environment variables that override the one of `--profile`.
pub(crate) async fn check_profile(context: &Context) -> Result<(), Failure> {
    let globals = &context.globals;
    if !config::is_requested(context)? {
        return Ok(());
    }
    let Some(profile) = context.profile().await? else { return Ok(()) };
    if globals.profile.is_none() {
        return Ok(());
    }
    let has_key_option = globals.api_key.is_some() || globals.api_key_file.is_some();
    for (name, is_typed, is_in_profile) in [
        (API_KEY, has_key_option, profile.api_key_file().is_some()),
        (TENANT_ID, globals.tenant.is_some(), profile.settings.tenant.is_some()),
        (BASE_URL, globals.base_url.is_some(), profile.settings.base_url.is_some()),
    ] {
        if !is_typed && is_in_profile && variable(name)?.is_some_and(|value| !value.is_empty()) {
            context.warn(format!("{name} is set, and overrides {}", profile.source()));
        }
    }
    Ok(())
}

/// Returns an environment variable, if it is set.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            Err(Failure::Usage(format!("{name}: is not valid Unicode")))
        }
    }
}

/// Reads the key from a file.
async fn key_in(context: &Context, file: &Path, option: &str) -> Result<KeySetting, Failure> {
    let source = format!("{option} {}", input::name(file));
    let secret = match input::secret(context, file).await {
        Ok(secret) => secret,
        Err(Failure::Input { what, .. }) => {
            return Err(Failure::Usage(format!("{option} {what}")));
        }
        Err(failure) => return Err(failure),
    };
    let open_file = secret.is_readable_by_others.then(|| input::name(file));
    Ok(KeySetting { key: ApiKey::from_file_content(&secret.content), source, open_file })
}
