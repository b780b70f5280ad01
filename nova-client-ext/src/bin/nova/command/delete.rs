//! `nova delete …`: delete data, and check the progress.
//!
//! It cannot be undone, so it must be confirmed: on a terminal by typing the ID again, otherwise by
//! `--yes`.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use clap::{Args, Subcommand};
use nova_client_ext::types::{DeletionRequest, DeletionStatus};
use nova_client_ext::{ErrorKind, deletions::Deletion};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::for_stderr;
use crate::text::clean;

/// The advice after an interrupted request.
const REPEAT: &str = "the deletion may have been requested; a repeat of the command is safe: it returns the existing \
                      request";

/// How long `--wait` waits without `--timeout`.
const DEFAULT_WAIT: Duration = Duration::from_secs(30 * 60);

#[derive(Subcommand)]
pub(crate) enum Command {
    Application(Application),
    Tenant(Tenant),
    Status(Status),
}

impl Command {
    /// Returns whether the command itself prints what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        !matches!(self, Self::Status(_))
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Application(application) => application.run(context).await,
            Self::Tenant(tenant) => tenant.run(context).await,
            Self::Status(status) => status.run(context).await,
        }
    }
}

/// The options of every request for a deletion.
#[derive(Args)]
struct ConfirmArgs {
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Wait until it is done, for 30 minutes or --timeout
    #[arg(long)]
    wait: bool,
}

/// Delete all data of an application; it cannot be undone
#[derive(Args)]
#[command(after_help = help!(
    "Exits with 0 when the request is accepted; with --wait, when the data is gone, 1 when the deletion failed, and 3 \
     while it is still in progress. Without a terminal, --yes is required (2).";
    "nova delete application job_abc123 app-42"
    "nova delete application job_abc123 app-42 --yes --wait --timeout 600"
))]
pub(crate) struct Application {
    /// Job ID (chosen by you)
    job: String,
    /// Application ID (chosen by you)
    #[arg(value_name = "APPLICATION")]
    id: String,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

impl Application {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let application = context
            .or_interrupted(async {
                let application = access::application(context, &self.job, &self.id).await?;
                let what = format!(
                    "the data of application {} of job {}, tenant {}",
                    clean(&self.id),
                    clean(&self.job),
                    application.job().tenant().id()
                );
                confirm(context, self.confirm.yes, &what, &self.id).await?;
                Ok(application)
            })
            .await?;
        let deletion =
            context.sending(REPEAT, access::call(context, application.delete_data())).await?;
        requested(&deletion, self.confirm.wait, context).await
    }
}

/// Delete all data of a tenant; it cannot be undone
#[derive(Args)]
#[command(after_help = help!(
    "The tenant is an argument, and not taken from --tenant or NOVA_TENANT_ID, to prevent accidents. Exits as \
     `nova delete application` does.";
    "nova delete tenant acme-corp"
    "nova delete tenant acme-corp --yes --wait"
))]
pub(crate) struct Tenant {
    /// Tenant ID (chosen by you)
    #[arg(value_name = "TENANT")]
    id: String,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

impl Tenant {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let tenant = context
            .or_interrupted(async {
                let nova = access::nova(context, |builder| builder).await?;
                let tenant = nova
                    .tenant(self.id.as_str())
                    .map_err(|error| Failure::invalid("TENANT", &error))?;
                let what = format!("all data of tenant {}", clean(&self.id));
                confirm(context, self.confirm.yes, &what, &self.id).await?;
                Ok(tenant)
            })
            .await?;
        let deletion = context.sending(REPEAT, access::call(context, tenant.delete_data())).await?;
        requested(&deletion, self.confirm.wait, context).await
    }
}

/// Show the status of a deletion
#[derive(Args)]
#[command(after_help = help!(
    "Exits with 0 when it is done, 3 while it is in progress, 1 when it has failed, and 6 when its status is unknown.";
    "nova delete status delreq_abc123"
    "nova delete status delreq_abc123 --wait --timeout 600"
))]
pub(crate) struct Status {
    /// Deletion request ID (assigned by Nova)
    #[arg(value_name = "REQUEST")]
    id: String,
    /// Wait until it is done, for 30 minutes or --timeout
    #[arg(long)]
    wait: bool,
}

impl Status {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let nova = access::nova(context, |builder| builder).await?;
        let deletion =
            nova.deletion(self.id).map_err(|error| Failure::invalid("REQUEST", &error))?;
        if self.wait {
            return wait(&deletion, context).await;
        }
        let request = access::call(context, deletion.status()).await?;
        show(&request, context)?;
        Ok(match request.status {
            DeletionStatus::Completed => Exit::Success,
            DeletionStatus::Pending | DeletionStatus::Processing => Exit::Pending,
            DeletionStatus::Failed => Exit::Error,
            _ => Exit::UnknownOutcome,
        })
    }
}

async fn requested(deletion: &Deletion, waits: bool, context: &Context) -> Result<Exit, Failure> {
    let request = deletion.request();
    match request {
        Some(request) if !waits => show(request, context),
        _ => {
            let waited = tokio::select! {
                biased;
                failure = context.interrupted() => Err(failure),
                waited = wait(deletion, context) => waited,
            };
            // The request was accepted, even if waiting for it failed.
            let is_known = match &waited {
                Ok(exit) => *exit != Exit::Pending,
                Err(Failure::Call { error, .. }) => error.kind() == ErrorKind::NotCompleted,
                Err(_) => false,
            };
            if let Some(request) = request.filter(|_| !is_known) {
                show(request, context)?;
            }
            waited
        }
    }
}

async fn wait(deletion: &Deletion, context: &Context) -> Result<Exit, Failure> {
    match deletion.wait(context.globals.timeout.unwrap_or(DEFAULT_WAIT)).await {
        Ok(request) => show(&request, context),
        Err(error) => {
            let is_under_way = error.kind() == ErrorKind::WaitExpired;
            let failure = access::failed(context, error).await;
            if !is_under_way {
                return Err(failure);
            }
            context.output.failure(&failure);
            Ok(Exit::Pending)
        }
    }
}

/// A deletion request under `--json`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeletionOutput {
    deletion_request: DeletionRequest,
}

fn show(request: &DeletionRequest, context: &Context) -> Result<Exit, Failure> {
    let output = DeletionOutput { deletion_request: request.clone() };
    context.output.show(&output, || {
        let since = request.updated_at.map(|at| at.format(" since %F %T UTC").to_string());
        let since = since.unwrap_or_default();
        let (id, scope, status) =
            (clean(&request.id), clean(request.scope.as_str()), clean(request.status.as_str()));
        format!("Deletion {id} of the data of one {scope}: {status}{since}\n")
    })
}

/// Asks for confirmation of the deletion.
async fn confirm(context: &Context, yes: bool, what: &str, id: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::Usage(format!(
            "deleting {what} cannot be undone; pass --yes to confirm"
        )));
    }
    let question =
        for_stderr(&format!("This deletes {what}. It cannot be undone.\nType the ID to confirm: "));
    let reading = tokio::task::spawn_blocking(move || {
        // stderr must not be locked while it waits, because the exit of the command prints on it,
        // too.
        io::stderr().write_all(question.as_bytes())?;
        io::stderr().flush()?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = match context.within(reading).await? {
        Ok(Ok(line)) => line,
        Ok(Err(error)) => return Err(Failure::system("cannot read from the terminal", &error)),
        Err(error) => return Err(Failure::system("reading was broken off", &error)),
    };
    if line.trim_end_matches(['\n', '\r']) == id {
        Ok(())
    } else {
        Err(Failure::Usage("that is not the ID; nothing was deleted".into()))
    }
}
