//! `nova delete …`: data that shall go, and whether it has gone.
//!
//! What cannot be undone is not done unasked: on a terminal the id has to be typed again, elsewhere
//! `--yes` has to be said.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use clap::{Args, Subcommand};
use nova_client_ext::types::{DeletionRequest, DeletionStatus};
use nova_client_ext::{ErrorKind, deletions::Deletion};
use serde_json::json;

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::clean;

/// How long `--wait` waits without `--timeout`.
const DEFAULT_WAIT: Duration = Duration::from_secs(30 * 60);

#[derive(Subcommand)]
pub(crate) enum Command {
    Application(Application),
    Tenant(Tenant),
    Status(Status),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Application(application) => application.run(context).await,
            Self::Tenant(tenant) => tenant.run(context).await,
            Self::Status(status) => status.run(context).await,
        }
    }
}

/// What every request for a deletion takes.
#[derive(Args)]
struct ConfirmArgs {
    /// Do not ask whether it is meant
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
     when it is still under way. Without a terminal to ask on, --yes is needed (2).";
    "nova delete application job_abc123 app-42"
    "nova delete application job_abc123 app-42 --yes --wait --timeout 600"
))]
pub(crate) struct Application {
    /// The job's id (chosen by you)
    job: String,
    /// The application's id (chosen by you)
    #[arg(value_name = "APPLICATION")]
    id: String,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

impl Application {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let application = access::job(context, &self.job)?
            .application(self.id.as_str())
            .map_err(|error| Failure::invalid("APPLICATION", &error))?;
        let what =
            format!("the data of application {} of job {}", clean(&self.id), clean(&self.job));
        let what = format!("{what}, tenant {}", application.job().tenant().id());
        confirm(self.confirm.yes, &what, &self.id).await?;
        let deletion = access::call(context, application.delete_data()).await?;
        asked_for(&deletion, self.confirm.wait, context).await
    }
}

/// Delete all data of a tenant; it cannot be undone
#[derive(Args)]
#[command(after_help = help!(
    "The tenant is named here, and not by --tenant or NOVA_TENANT_ID, so that it is no other by accident. Exits as \
     `nova delete application` does.";
    "nova delete tenant acme-corp"
    "nova delete tenant acme-corp --yes --wait"
))]
pub(crate) struct Tenant {
    /// The tenant's id (chosen by you)
    #[arg(value_name = "TENANT")]
    id: String,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

impl Tenant {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let nova = access::nova(&context.globals, |builder| builder)?;
        let tenant =
            nova.tenant(self.id.as_str()).map_err(|error| Failure::invalid("TENANT", &error))?;
        confirm(self.confirm.yes, &format!("all data of tenant {}", clean(&self.id)), &self.id)
            .await?;
        let deletion = access::call(context, tenant.delete_data()).await?;
        asked_for(&deletion, self.confirm.wait, context).await
    }
}

/// Show how a deletion stands
#[derive(Args)]
#[command(after_help = help!(
    "Exits with 0 when it is done, 3 when it is under way, 1 when it has failed, and 6 when its status is unknown.";
    "nova delete status delreq_abc123"
    "nova delete status delreq_abc123 --wait --timeout 600"
))]
pub(crate) struct Status {
    /// The deletion request's ID (assigned by Nova)
    #[arg(value_name = "REQUEST")]
    id: String,
    /// Wait until it is done, for 30 minutes or --timeout
    #[arg(long)]
    wait: bool,
}

impl Status {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let nova = access::nova(&context.globals, |builder| builder)?;
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

async fn asked_for(deletion: &Deletion, waits: bool, context: &Context) -> Result<Exit, Failure> {
    match deletion.request() {
        Some(request) if !waits => show(request, context),
        _ => wait(deletion, context).await,
    }
}

async fn wait(deletion: &Deletion, context: &Context) -> Result<Exit, Failure> {
    match deletion.wait(context.globals.timeout.unwrap_or(DEFAULT_WAIT)).await {
        Ok(request) => show(&request, context),
        Err(error) => {
            let is_under_way = error.kind() == ErrorKind::WaitExpired;
            let failure = Failure::Call { error, base_url: access::server(&context.globals) };
            if !is_under_way {
                return Err(failure);
            }
            context.output.failure(&failure);
            Ok(Exit::Pending)
        }
    }
}

fn show(request: &DeletionRequest, context: &Context) -> Result<Exit, Failure> {
    context.output.show(&json!({ "deletionRequest": request }), || {
        let since = request.updated_at.format("%F %T UTC");
        let (id, scope, status) =
            (clean(&request.id), clean(request.scope.as_str()), clean(request.status.as_str()));
        format!("Deletion {id} of the data of one {scope}: {status} since {since}\n")
    })
}

/// Goes on only if it is meant.
async fn confirm(yes: bool, what: &str, id: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::Usage(format!(
            "deleting {what} cannot be undone; pass --yes if it is meant"
        )));
    }
    let question = format!("This deletes {what}. It cannot be undone. Type the id to go on: ");
    let reading = tokio::task::spawn_blocking(move || {
        let mut stderr = io::stderr().lock();
        write!(stderr, "{question}")?;
        stderr.flush()?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = match reading.await {
        Ok(Ok(line)) => line,
        Ok(Err(error)) => return Err(Failure::system("the terminal cannot be read from", &error)),
        Err(error) => return Err(Failure::system("reading was broken off", &error)),
    };
    if line.trim_end_matches(['\n', '\r']) == id {
        Ok(())
    } else {
        Err(Failure::Usage("that is not the id; nothing was deleted".into()))
    }
}
