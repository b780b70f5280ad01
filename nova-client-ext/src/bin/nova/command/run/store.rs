//! The store of runs.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use nova_client_ext::Error;
use nova_client_ext::run::{SavedRun, Sqlite, Store, StoreExt as _};
use rusqlite::{Connection, OpenFlags};

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct StoreArgs {
    /// The store of runs: a SQLite file, or a postgres://… URL
    #[arg(long, value_name = "PATH or URL", default_value = "nova-runs.sqlite")]
    store: String,
}

impl StoreArgs {
    /// Opens the store. With `create`, a missing file is created.
    pub(crate) async fn open(&self, create: bool) -> Result<Arc<dyn Store>, Failure> {
        if self.store.starts_with("postgres://") || self.store.starts_with("postgresql://") {
            return postgres(&self.store).await;
        }
        if self.store.contains("://") {
            return Err(Failure::Usage(
                "--store: is a URL, but not postgres://…; give that, or a file".to_owned(),
            ));
        }
        let path = Path::new(&self.store);
        if !create && !path.exists() {
            return Err(Failure::Usage(format!(
                "--store: there is no {}; create a run with `nova run start`, or give another store",
                path.display()
            )));
        }
        if create && is_of_another_program(path) {
            return Err(Failure::Usage(format!(
                "--store: {} is a database of another program; nothing was changed: give another file",
                path.display()
            )));
        }
        let store =
            if create { Sqlite::open(path).await } else { Sqlite::open_existing(path).await };
        Ok(Arc::new(store.map_err(failed)?))
    }

    /// Returns the run with this name, or the only one.
    pub(crate) async fn find(&self, name: Option<&str>) -> Result<SavedRun, Failure> {
        let store = self.open(false).await?;
        let name = match name {
            Some(name) => name.to_owned(),
            None => only_one(&store).await?,
        };
        SavedRun::find(&store, &name)
            .await
            .map_err(failed)?
            .ok_or_else(|| Failure::Usage(format!("--name: {} has no run {name:?}", self.store)))
    }
}

/// Returns whether the file is a SQLite database with tables, none of which are those of runs. A
/// service may keep both in one file, but here it is a mistake.
fn is_of_another_program(path: &Path) -> bool {
    let count = || {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let sql =
            "SELECT count(*), count(*) FILTER (WHERE name = 'nova_run_schema') FROM sqlite_master";
        database.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
    };
    // A file that cannot be read is reported when it is opened.
    matches!(count(), Ok::<_, rusqlite::Error>((1.., 0)))
}

async fn only_one(store: &Arc<dyn Store>) -> Result<String, Failure> {
    let mut runs = store.runs().await.map_err(failed)?;
    match (runs.pop(), runs.len()) {
        (Some(run), 0) => Ok(run.name),
        (None, _) => Err(Failure::Usage("the store has no run yet".to_owned())),
        (Some(_), others) => Err(Failure::Usage(format!(
            "the store has {} runs; say which with --name (`nova run list` shows them)",
            others + 1
        ))),
    }
}

/// Converts an error of a store, whose message says what to do.
pub(crate) fn failed(error: Error) -> Failure {
    Failure::Call { error, base_url: None }
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str) -> Result<Arc<dyn Store>, Failure> {
    let store = nova_client_ext::run::Postgres::connect(url).await.map_err(failed)?;
    Ok(Arc::new(store))
}

#[cfg(not(feature = "postgres"))]
#[allow(clippy::unused_async, reason = "the same signature as with the feature")]
async fn postgres(_: &str) -> Result<Arc<dyn Store>, Failure> {
    Err(Failure::Usage(
        "--store: this `nova` was built without PostgreSQL; build it with --features cli,postgres, or give a file"
            .to_owned(),
    ))
}
