//! The configuration file: profiles, each with where its key is, a tenant and a base URL.
//!
//! ```toml
//! [profiles.default]
//! api_key_file = "/home/me/.nova-key"
//! tenant = "acme-corp"
//! ```
//!
//! Keys themselves are never in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use nova_client_ext::{ApiKey, Nova, TenantId};
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::context::Context;
use crate::failure::Failure;
use crate::input;
use crate::settings;
use crate::text::{clean, command_line};

const CONFIG: &str = "NOVA_CONFIG";
const PROFILE: &str = "NOVA_PROFILE";
/// The profile that is used where none is named.
const DEFAULT_PROFILE: &str = "default";

/// The names of the settings of a profile.
pub(crate) const NAMES: [&str; 3] = ["api_key_file", "tenant", "base_url"];

/// The profile that is in use.
#[derive(Debug)]
pub(crate) struct Profile {
    name: String,
    file: PathBuf,
    pub(crate) settings: Settings,
}

/// What a profile can hold.
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
    /// Reads the profile that `--profile` or `NOVA_PROFILE` names; without either, the one of name
    /// `default`, if there is one.
    pub(crate) async fn load(context: &Context) -> Result<Option<Self>, Failure> {
        let named = named(context)?;
        let file = path()?;
        let Some(mut document) = read(context, &file).await? else {
            return match named {
                None => Ok(None),
                Some((name, source)) => Err(Failure::Usage(format!(
                    "{source}: there is no profile {name:?}, since there is no file {}",
                    input::name(&file)
                ))),
            };
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

    /// Returns the key file. A relative path starts at the configuration file's folder, `~/` at the
    /// home folder.
    pub(crate) fn api_key_file(&self) -> Option<PathBuf> {
        let file = self.settings.api_key_file.as_ref()?;
        if let (Ok(rest), Ok(home)) = (file.strip_prefix("~"), etcetera::home_dir()) {
            return Some(home.join(rest));
        }
        Some(self.file.parent().unwrap_or(Path::new("")).join(file))
    }

    /// Returns what errors and `nova doctor` call it.
    pub(crate) fn source(&self) -> String {
        format!("profile {} ({})", clean(&self.name), input::name(&self.file))
    }
}

/// Returns the name that was given for a profile, and where.
fn named(context: &Context) -> Result<Option<(String, &'static str)>, Failure> {
    if let Some(name) = &context.globals.profile {
        return Ok(Some((name.clone(), "--profile")));
    }
    let name = settings::variable(PROFILE)?.filter(|name| !name.is_empty());
    Ok(name.map(|name| (name, PROFILE)))
}

/// Returns where the configuration file is, or would be: `NOVA_CONFIG`, or `nova/config.toml` in
/// the folder that the system has for configuration.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    if let Some(file) = std::env::var_os(CONFIG).filter(|file| !file.is_empty()) {
        return Ok(file.into());
    }
    etcetera::choose_base_strategy()
        .map(|folders| folders.config_dir().join("nova").join("config.toml"))
        .map_err(|error| Failure::system("the folder for configuration is not known", &error))
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
        "; a key is never kept here: put it into a file of its own, and its path into api_key_file"
    } else {
        ""
    };
    Failure::Usage(format!("{}: {}{hint}", input::name(file), clean(why)))
}

/// Sets or, without a value, removes a setting of a profile. Comments and order are kept.
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
    // What could not be read back is not written.
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
        "base_url" => ApiKey::new("sk_test_any")
            .and_then(|key| Nova::builder(key).base_url(new).build())
            .map(drop),
        "api_key_file" if ApiKey::new(new).is_ok() => {
            return Err(Failure::Usage(format!(
                "api_key_file: is a key; a key is never kept here: put it into a file of its own, \
                 and give its path, for example: {}",
                command_line("nova config set api_key_file", ["/path/to/key"])
            )));
        }
        _ => Ok(()),
    };
    checked.map_err(|error| Failure::invalid(name, &error))
}

/// Writes the file in one step: another process reads the old one or the new one. Only its owner
/// can read it.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    // The file may be a symbolic link into a folder of dotfiles.
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
        // It is only there if it was made here.
        let _ = fs::remove_file(&new);
    }
    written
}
