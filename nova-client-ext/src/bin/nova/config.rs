//! The configuration file: profiles, each with the path of a key file, a tenant and a base URL.
//!
//! ```toml
//! [profiles.default]
//! api_key_file = "/home/me/.nova-key"
//! tenant = "acme-corp"
//! ```
//!
//! It never contains keys.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use nova_client_ext::{ApiKey, Error, Nova, TenantId};
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::context::Context;
use crate::failure::Failure;
use crate::input;
use crate::settings;
use crate::text::{clean, command_line};

const CONFIG: &str = "NOVA_CONFIG";
const PROFILE: &str = "NOVA_PROFILE";
/// The default profile.
const DEFAULT_PROFILE: &str = "default";

/// The names of the settings of a profile.
pub(crate) const NAMES: [&str; 3] = ["api_key_file", "tenant", "base_url"];

/// The active profile.
#[derive(Debug)]
pub(crate) struct Profile {
    name: String,
    file: PathBuf,
    pub(crate) settings: Settings,
}

/// The settings of a profile.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    api_key_file: Option<PathBuf>,
    pub(crate) tenant: Option<String>,
    pub(crate) base_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    profiles: BTreeMap<String, Settings>,
}

impl Profile {
    /// Reads the profile of `--profile` or `NOVA_PROFILE`; without either, the profile `default`,
    /// if it exists.
    pub(crate) async fn load(context: &Context) -> Result<Option<Self>, Failure> {
        let named = named(context)?;
        let file = path()?;
        let Some(mut document) = read(context, &file).await? else {
            let shown = input::name(&file);
            let what = match named {
                _ if is_file_given() => format!("{CONFIG}: there is no file {shown}"),
                None => return Ok(None),
                Some((name, source)) => format!(
                    "{source}: there is no profile {name:?}, because there is no file {shown}"
                ),
            };
            return Err(Failure::Usage(format!("{what}; `nova config set` creates it")));
        };
        let name = named.as_ref().map_or(DEFAULT_PROFILE, |(name, _)| name);
        match (document.profiles.remove(name), &named) {
            (Some(settings), _) => Ok(Some(Self { name: name.to_owned(), file, settings })),
            (None, None) => Ok(None),
            (None, Some((name, source))) => {
                let known: Vec<&str> = document.profiles.keys().map(String::as_str).collect();
                Err(Failure::Usage(format!(
                    "{source}: {} has no profile {name:?}; it has {}",
                    input::name(&file),
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                )))
            }
        }
    }

    /// Returns the path of the key file. A relative path is resolved against the configuration
    /// file's folder, `~/` against the home folder.
    pub(crate) fn api_key_file(&self) -> Option<PathBuf> {
        let file = self.settings.api_key_file.as_ref()?;
        if let (Ok(rest), Ok(home)) = (file.strip_prefix("~"), etcetera::home_dir()) {
            return Some(home.join(rest));
        }
        Some(self.file.parent().unwrap_or(Path::new("")).join(file))
    }

    /// Returns its name in errors and in `nova doctor`.
    pub(crate) fn source(&self) -> String {
        format!("profile {} ({})", clean(&self.name), input::name(&self.file))
    }
}

/// Returns whether a profile or a file was requested, so that it must exist.
pub(crate) fn is_requested(context: &Context) -> Result<bool, Failure> {
    Ok(is_file_given() || named(context)?.is_some())
}

fn is_file_given() -> bool {
    std::env::var_os(CONFIG).is_some_and(|file| !file.is_empty())
}

/// Returns the requested profile, and the source of the request.
fn named(context: &Context) -> Result<Option<(String, &'static str)>, Failure> {
    if let Some(name) = &context.globals.profile {
        return Ok(Some((name.clone(), "--profile")));
    }
    let name = settings::variable(PROFILE)?.filter(|name| !name.is_empty());
    Ok(name.map(|name| (name, PROFILE)))
}

/// Returns the path of the configuration file, which may not exist: `NOVA_CONFIG`, or
/// `nova/config.toml` in the system's configuration folder.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    if let Some(file) = std::env::var_os(CONFIG).filter(|file| !file.is_empty()) {
        return Ok(file.into());
    }
    etcetera::choose_base_strategy()
        .map(|folders| folders.config_dir().join("nova").join("config.toml"))
        .map_err(|error| Failure::system("the configuration folder is unknown", &error))
}

async fn text(context: &Context, file: &Path) -> Result<Option<String>, Failure> {
    if matches!(file.try_exists(), Ok(false)) {
        return Ok(None);
    }
    match input::text(context, file).await {
        Ok(text) => Ok(Some(text)),
        Err(Failure::Input { what, .. }) => Err(Failure::Usage(what)),
        Err(failure) => Err(failure),
    }
}

async fn read(context: &Context, file: &Path) -> Result<Option<Document>, Failure> {
    let Some(text) = text(context, file).await? else { return Ok(None) };
    toml_edit::de::from_str(&text).map(Some).map_err(|error| invalid(file, error.message()))
}

fn invalid(file: &Path, why: &str) -> Failure {
    let hint = if why.contains("unknown field `api_key`") {
        "; the configuration must not contain a key: put it into its own file, and the path into api_key_file"
    } else {
        ""
    };
    Failure::Usage(format!("{}: {}{hint}", input::name(file), clean(why)))
}

/// Sets or, without a value, removes a setting of a profile. Preserves comments and order.
/// Returns the file and the profile.
pub(crate) async fn set(
    context: &Context,
    name: &str,
    new: Option<&str>,
) -> Result<(PathBuf, String), Failure> {
    if let Some(new) = new {
        validate(name, new)?;
    }
    let file = path()?;
    let profile = named(context)?.map_or(DEFAULT_PROFILE.to_owned(), |(name, _)| name);
    let old = text(context, &file).await?.unwrap_or_default();
    let mut document: DocumentMut =
        old.parse().map_err(|error: toml_edit::TomlError| invalid(&file, error.message()))?;
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let table = profiles
        .as_table_like_mut()
        .map(|profiles| profiles.entry(&profile).or_insert_with(|| Item::Table(Table::new())))
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| invalid(&file, "profiles is not a table"))?;
    match new {
        Some(new) => drop(table.insert(name, value(new))),
        None => drop(table.remove(name)),
    }
    let text = document.to_string();
    // The result is validated before it is written.
    toml_edit::de::from_str::<Document>(&text).map_err(|error| invalid(&file, error.message()))?;
    write(&file, &text).map_err(|error| {
        Failure::system(&format!("{} cannot be written", input::name(&file)), &error)
    })?;
    Ok((file, profile))
}

/// Checks a setting before it is written.
fn validate(name: &str, new: &str) -> Result<(), Failure> {
    let checked = match name {
        "tenant" => TenantId::new(new).map(drop),
        "base_url" => check_base_url(new),
        "api_key_file" if ApiKey::new(new).is_ok() => {
            return Err(Failure::Usage(format!(
                "api_key_file: is a key; the configuration must not contain a key: put it into its own file, \
                 and give its path, for example: {}",
                command_line("nova config set api_key_file", ["/path/to/key"])
            )));
        }
        _ => Ok(()),
    };
    checked.map_err(|error| Failure::invalid(name, &error))
}

/// Checks a base URL, for which no key is needed.
pub(crate) fn check_base_url(url: &str) -> Result<(), Error> {
    let any_key = ApiKey::new("sk_test_any")?;
    Nova::builder(any_key).base_url(url).build().map(drop)
}

/// Replaces the file atomically. Only its owner can read it.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    // The file may be a symbolic link, for example into a folder of dotfiles.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let new = file.with_extension(format!("toml.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&new).and_then(|mut open| {
        open.write_all(text.as_bytes())?;
        open.sync_all()?;
        fs::rename(&new, &file)
    });
    if written.is_err() {
        // It only exists if it was created here.
        let _ = fs::remove_file(&new);
    }
    written
}
