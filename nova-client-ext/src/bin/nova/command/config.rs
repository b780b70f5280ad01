//! `nova config …`: the configuration file.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::help;
use crate::config;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::settings::{self, KeySetting};
use crate::table::table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the path of the configuration file, which may not exist
    #[command(after_help = help!(
        "NOVA_CONFIG selects another file.";
        "nova config path"
        "cat \"$(nova config path)\""
    ))]
    Path,
    /// Show the settings in use, with their sources
    #[command(after_help = help!(
        "Options override the environment, which overrides the profile. Keys are never printed.";
        "nova config show"
        "nova config show --profile staging"
    ))]
    Show,
    Set(Set),
}

/// Change a setting of a profile in the configuration file
#[derive(Args)]
#[command(after_help = help!(
    "Changes the profile of --profile or NOVA_PROFILE, or else the profile `default`. The configuration never contains \
     the key itself, only the path of a file with the key.";
    "nova config set api_key_file ~/.nova-key"
    "nova config set tenant acme-corp"
    "nova config set base_url https://staging.example --profile staging"
    "nova config set tenant --unset"
))]
pub(crate) struct Set {
    /// The setting
    #[arg(value_parser = PossibleValuesParser::new(config::NAMES))]
    name: String,
    /// Its value
    #[arg(required_unless_present = "unset")]
    value: Option<String>,
    /// Remove the setting
    #[arg(long, conflicts_with = "value")]
    unset: bool,
}

/// The settings in use under `--json`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigOutput {
    /// The configuration file, whether it exists or not.
    path: String,
    settings: Vec<SettingOutput>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SettingOutput {
    name: String,
    /// Null if it is not set. A key is masked.
    value: Option<String>,
    /// For example `--tenant`, `NOVA_TENANT_ID`, `profile default (…/config.toml)`.
    source: Option<String>,
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Path => {
                let path = input::name(&config::path()?);
                let output = ConfigOutput { path, settings: Vec::new() };
                context.output.show(&output, || output.path.clone() + "\n")
            }
            Self::Show => show(context).await,
            Self::Set(set) => {
                let (file, profile) = config::set(context, &set.name, set.value.as_deref()).await?;
                let file = input::name(&file);
                let output = ConfigOutput {
                    path: file.clone(),
                    settings: vec![SettingOutput {
                        name: set.name.clone(),
                        value: set.value,
                        source: Some(format!("profile {profile} ({file})")),
                    }],
                };
                let done = if set.unset { "removed from" } else { "set in" };
                context
                    .output
                    .show(&output, || format!("{} {done} profile {profile} of {file}\n", set.name))
            }
        }
    }
}

async fn show(context: &Context) -> Result<Exit, Failure> {
    let mut settings = Vec::new();
    // A file or profile that was requested and does not exist is an error, even if unused.
    context.profile().await?;
    let key = match settings::api_key(context).await {
        Ok(key) => Some((masked(&key), key.source)),
        Err(Failure::Usage(why)) if why.starts_with("no API key") => None,
        Err(failure) => return Err(failure),
    };
    let tenant = settings::tenant_id(context).await?.map(|found| (found.value, found.source));
    let base_url = settings::base_url(context).await?.map(|found| (found.value, found.source));
    for (name, found) in [("api_key", key), ("tenant", tenant), ("base_url", base_url)] {
        let (value, source) = found.unzip();
        settings.push(SettingOutput { name: name.to_owned(), value, source });
    }
    let output = ConfigOutput { path: input::name(&config::path()?), settings };
    context.output.show(&output, || {
        let rows = output.settings.iter().map(|one| {
            let value = one.value.clone().unwrap_or_else(|| "(not set)".to_owned());
            [one.name.clone(), value, one.source.clone().unwrap_or_default()]
        });
        format!("{}\n\n{}", output.path, table(["SETTING", "VALUE", "FROM"], rows))
    })
}

/// Masks a key except for its prefix and last characters.
pub(super) fn masked(key: &KeySetting) -> String {
    match &key.key {
        Ok(key) => {
            let shown = format!("{key:?}");
            shown.trim_start_matches("ApiKey(").trim_end_matches(')').to_owned()
        }
        Err(_) => "(not a key)".to_owned(),
    }
}
