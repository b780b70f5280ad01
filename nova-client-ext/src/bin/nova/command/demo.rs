//! `nova demo`: demonstrates a run, from a list of applications to their results.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{
    Application, Filter, Run, RunReport, SavedRun, SourceError, Spec, Sqlite,
};
use nova_client_ext::submit::Resume;
use nova_client_ext::{ApiKey, Error, Job, Nova, Remedy};

use super::run::{Progress, failed, text, write_page};
use super::sample_batch::{self, JOB, TENANT};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// The scoring duration of an application; the queue time is up to three times as long.
const PACE: Duration = Duration::from_millis(400);
const DESCRIPTION: &str = "We look for a backend engineer who likes to know how things end.";
const NAME: &str = "demo";
/// The number of results before the run is stopped.
const BEFORE_STOP: usize = 20;
/// The one application whose candidate has withdrawn.
const WITHDRAWN: &str = "app-60";

const CLOSING: &str = "
Go on with:
  nova run start JOB FILE         the same with real applications
  nova mock                       a mock server to test your own code against
  nova batch submit JOB FILE      up to 25 applications as one batch
";

/// Demonstrate a run of 60 applications that is stopped halfway and resumed
#[derive(Args)]
#[command(after_help = help!(
    "Starts a mock of Nova in this process, and processes a run of 60 applications with the real client: it is stopped \
     halfway and resumed, failed applications are sent again, and an HTML page shows the result of each application. \
     Needs no key and no network, and takes less than half a minute. With --json it prints the report of the run, and \
     creates no page.";
    "nova demo"
    "nova demo --json | jq .failures"
))]
pub(crate) struct Demo {}

impl Demo {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mock = MockNova::start()
            .await
            .map_err(|error| Failure::system("the mock server cannot be started", &error))?;
        for application in sample_batch::run(PACE) {
            mock.script_application(TENANT, JOB, application);
        }
        let story = Story { context, base_url: mock.base_url(), folder: Folder::new()? };
        let report = context.within(story.tell(&mock)).await??;
        if context.output.json {
            output::print_json(&report)?;
        }
        mock.shutdown().await;
        Ok(Exit::Success)
    }
}

struct Story<'a> {
    context: &'a Context,
    base_url: String,
    folder: Folder,
}

impl Story<'_> {
    async fn tell(mut self, mock: &MockNova) -> Result<RunReport, Failure> {
        let base_url = self.base_url.clone();
        let failed_at = |error: Error| Failure::Call { error, base_url: Some(base_url.clone()) };
        self.say(&opening(&self.base_url))?;
        let nova = ApiKey::new(mock.api_key())
            .and_then(|key| Nova::builder(key).base_url(&self.base_url).build());
        let job = nova.and_then(|nova| nova.tenant(TENANT)?.job(JOB)).map_err(failed_at)?;

        let run = self.open(&job).await?;
        let ids = (1..=60).map(|number| Application::new(format!("app-{number:02}")));
        run.add(ids).await.map_err(failed)?;
        self.work(&run, BEFORE_STOP).await?;
        drop(run);
        self.say("\nStopped in the middle, as if the process were killed:\n")?;
        self.say(&self.state().await?)?;

        // The store file is the only remaining state.
        let run = self.open(&job).await?;
        self.work(&run, usize::MAX).await?;
        self.say("\nThe same program, started again, resumes:\n")?;
        self.say(&self.state().await?)?;
        let again = sent_again(&run).await?;
        self.say(&format!("  {again} of them had failed transiently and were retried"))?;

        let unusable = Filter::new().remedy(Remedy::ReplaceResume);
        let count = run.retry(&unusable).await.map_err(failed)?;
        self.say(&format!(
            "\n{count} résumé files cannot be read. They are replaced, and the applications retried:\n\n  \
             run.retry(&run::Filter::new().remedy(Remedy::ReplaceResume)).await?;\n"
        ))?;
        self.work(&run, usize::MAX).await?;

        let report = run.report().await.map_err(failed)?;
        self.say(&format!("\n{}", text(&report)))?;
        if !self.context.output.json {
            let page = self.folder.path("report.html");
            write_page(&self.saved().await?, &report, &page).await?;
            self.folder.keep = true;
            self.say(&format!("\nAll 60 applications, for a browser: {}", page.display()))?;
            self.say(CLOSING)?;
        }
        Ok(report)
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.context.output.json { Ok(()) } else { output::print(text) }
    }

    /// Creates or opens the run, as a service does at startup.
    async fn open(&self, job: &Job) -> Result<Run, Failure> {
        let store = Sqlite::open(self.store()).await.map_err(failed)?;
        job.run(&store, NAME, Spec::new(DESCRIPTION)).await.map_err(failed)
    }

    fn store(&self) -> PathBuf {
        self.folder.path("runs.sqlite")
    }

    async fn saved(&self) -> Result<SavedRun, Failure> {
        let store = Sqlite::open(self.store()).await.map_err(failed)?;
        let run = SavedRun::find(&store, NAME).await.map_err(failed)?;
        run.ok_or_else(|| Failure::System("the run of the demo no longer exists".to_owned()))
    }

    async fn state(&self) -> Result<String, Failure> {
        let status = self.saved().await?.status().await.map_err(failed)?;
        let counts = status.counts;
        Ok(format!(
            "  {} of {} have ended: {} scored, {} failed, {} rejected, {} invalid; {} batches are open",
            counts.finished(),
            counts.total,
            counts.scored,
            counts.failed,
            counts.rejected,
            counts.invalid,
            status.batches.open
        ))
    }

    /// Processes the run until it is finished, or this number of results has been received.
    async fn work(&self, run: &Run, max: usize) -> Result<(), Failure> {
        let mut progress = Progress::new(self.context);
        let mut results = run.start(|application| async move { resume(application.id()) });
        let mut count = 0;
        while count < max
            && let Some(result) = progress.next(self.context, run, &mut results).await
        {
            let base_url = Some(self.base_url.clone());
            result.map_err(|error| Failure::Call { error, base_url })?;
            count += 1;
        }
        Ok(())
    }
}

/// Counts the applications that were sent more than once.
async fn sent_again(run: &Run) -> Result<u64, Failure> {
    let (mut all, mut count) = (run.applications(), 0);
    while let Some(application) = all.next().await {
        count += u64::from(application.map_err(failed)?.attempts > 1);
    }
    Ok(count)
}

/// Returns a résumé, which a real service would take from its own storage.
fn resume(id: &str) -> Result<Resume, SourceError> {
    if id == WITHDRAWN {
        return Err(SourceError::never("the candidate has withdrawn"));
    }
    Resume::url(format!("https://files.example/{id}.pdf"))
        .map_err(|error| SourceError::never(error.to_string()))
}

/// A temporary folder, which is removed except for the page.
struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    fn new() -> Result<Self, Failure> {
        let name = format!("nova-demo-{:08x}", fastrand::u32(..));
        let path = std::env::temp_dir().join(name);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let failed =
            |error| Failure::system(&format!("{} cannot be created", path.display()), &error);
        builder.create(&path).map_err(failed)?;
        Ok(Self { path, keep: false })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If this fails, the system cleans up its temporary folder.
        if self.keep {
            let files = std::fs::read_dir(&self.path).into_iter().flatten().flatten();
            for file in files.filter(|file| !is_page(&file.path())) {
                std::fs::remove_file(file.path()).ok();
            }
        } else {
            std::fs::remove_dir_all(&self.path).ok();
        }
    }
}

fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "html")
}

fn opening(base_url: &str) -> String {
    format!(
        "Sixty applications, each followed to its final result. A mock Nova runs in
this process, at {base_url}; nothing leaves this machine.
This is the code of a service:

  let nova = Nova::builder(ApiKey::new(key)?).base_url(url).build()?;
  let job = nova.tenant(\"{TENANT}\")?.job(\"{JOB}\")?;
  let store = run::Sqlite::open(\"runs.sqlite\").await?;
  let run = job.run(&store, \"{NAME}\", run::Spec::new(description)).await?;
  run.add(applications).await?;
  let mut results = run.start(|application| async move {{ resume_of(application).await }});
  while let Some(result) = results.next().await {{ record(result?).await?; }}
"
    )
}
