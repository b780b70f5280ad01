//! A custom store for another SQLite client, with injected failures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nova_client_ext::ErrorKind;
use nova_client_ext::run::{
    Access, BoxFuture, Dialect, Position, Row, Store, StoreError, StoreExt as _, Transaction, Value,
};
use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, params_from_iter};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::support::*;

/// A single failure at this step, counted since its creation.
#[derive(Clone, Copy, Debug, Default)]
struct Failure {
    at: u64,
    /// Whether a failed commit has taken effect, so that only its response was lost.
    after: bool,
    transient: bool,
}

#[derive(Clone)]
struct Own {
    connection: Arc<Mutex<Connection>>,
    steps: Arc<AtomicU64>,
    failure: Failure,
    calm: Arc<AtomicBool>,
}

impl Own {
    fn new(failure: Failure) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        let connection = Arc::new(Mutex::new(connection));
        Self { connection, steps: Arc::default(), failure, calm: Arc::default() }
    }

    fn step(&self) -> Result<(), StoreError> {
        if self.calm.load(Ordering::Relaxed)
            || self.steps.fetch_add(1, Ordering::Relaxed) + 1 != self.failure.at
        {
            return Ok(());
        }
        let error = StoreError::new("the disk is full");
        Err(if self.failure.transient { error.transient() } else { error })
    }
}

struct Begun(Own, OwnedMutexGuard<Connection>);

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.1.is_autocommit() {
            self.1.execute_batch("ROLLBACK").unwrap();
        }
    }
}

fn failed(error: rusqlite::Error) -> StoreError {
    StoreError::new("SQLite failed").with_source(error)
}

fn parameters(values: Vec<Value>) -> Vec<SqlValue> {
    let each = values.into_iter().map(|value| match value {
        Value::Integer(value) => SqlValue::Integer(value),
        Value::Text(text) => SqlValue::Text(text),
        _ => SqlValue::Null,
    });
    each.collect()
}

impl Store for Own {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&self, access: Access) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        Box::pin(async move {
            self.step()?;
            let connection = Arc::clone(&self.connection).lock_owned().await;
            let begin = if access == Access::Write { "BEGIN IMMEDIATE" } else { "BEGIN" };
            connection.execute_batch(begin).map_err(failed)?;
            Ok(Box::new(Begun(self.clone(), connection)) as Box<dyn Transaction>)
        })
    }
}

impl Transaction for Begun {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        values: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        Box::pin(async move {
            self.0.step()?;
            let mut statement = self.1.prepare_cached(sql).map_err(failed)?;
            let columns = statement.column_count();
            let rows = statement.query_map(params_from_iter(parameters(values)), |row| {
                let column = |index| {
                    Ok(match row.get(index)? {
                        SqlValue::Integer(value) => Value::Integer(value),
                        SqlValue::Text(text) => Value::Text(text),
                        _ => Value::Null,
                    })
                };
                (0..columns).map(column).collect::<rusqlite::Result<_>>().map(Row::new)
            });
            rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
        })
    }

    fn execute<'a>(
        &'a mut self,
        sql: &'a str,
        values: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            self.0.step()?;
            let mut statement = self.1.prepare_cached(sql).map_err(failed)?;
            let each = values.into_iter().map(|one| {
                let changed = statement.execute(params_from_iter(parameters(one)));
                changed.map(|rows| rows as u64).map_err(failed)
            });
            each.collect()
        })
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        Box::pin(async move {
            let outcome = self.0.step();
            if outcome.is_ok() || self.0.failure.after {
                self.1.execute_batch("COMMIT").map_err(failed)?;
            }
            outcome
        })
    }
}

/// Processes a run whose store fails once. Returns the number of streams that ended with an error,
/// and the number of steps.
async fn run_to_the_end(failure: Failure) -> (usize, u64) {
    const COUNT: usize = 60;
    let mock = mock().await;
    let job = job_of(&mock);
    let store = Own::new(failure);
    let mut told: BTreeMap<String, BTreeSet<Position>> = BTreeMap::new();
    let mut errors = 0;
    let run = loop {
        let run = job.run(&store, "spring", nova_client_ext::run::Spec::new(DESCRIPTION)).await;
        let started = match run {
            Ok(run) => run.add(ids(COUNT)).await.map(|_| run),
            Err(error) => Err(error),
        };
        let mut ended = None;
        match started {
            Err(error) => ended = Some(error),
            Ok(run) => {
                let source = |application: nova_client_ext::run::Application| async move {
                    resume(number(application.id()))
                };
                let mut results = run.start(source);
                while let Some(result) = results.next().await {
                    match result {
                        Ok(result) => drop(
                            told.entry(result.application_id)
                                .or_default()
                                .insert(result.position.unwrap()),
                        ),
                        Err(error) => ended = Some(error),
                    }
                }
                if ended.is_none() {
                    break run;
                }
            }
        }
        let error = ended.unwrap();
        assert_eq!(error.kind(), ErrorKind::Store, "{failure:?}: {error}");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        errors += 1;
        assert_eq!(errors, 1, "{failure:?}");
    };
    store.calm.store(true, Ordering::Relaxed);
    check_end(&run, &mock, COUNT).await;
    // Each result was emitted with its position in the store.
    let mut results = run.results_since(Position::START);
    let mut count = 0;
    while let Some(result) = results.next().await {
        let result = result.unwrap();
        let positions: Vec<_> = told[&result.application_id].iter().copied().collect();
        assert_eq!(positions, [result.position.unwrap()], "{failure:?}");
        count += 1;
    }
    assert_eq!((count, told.len()), (COUNT, COUNT), "{failure:?}");
    assert_eq!(store.runs().await.unwrap()[0].name, "spring");
    (errors, store.steps.load(Ordering::Relaxed))
}

#[tokio::test(start_paused = true)]
async fn a_store_failure_at_any_step_loses_nothing() {
    let (errors, steps) = run_to_the_end(Failure::default()).await;
    assert_eq!(errors, 0);
    let mut random = fastrand::Rng::with_seed(20_270_302);
    let mut ended = 0;
    for number in 0..40 {
        // Most of the steps are at the beginning.
        let at = if number < 10 { number + 1 } else { random.u64(10..steps) };
        let failure = Failure { at, after: number % 2 == 0, transient: number % 4 > 1 };
        let (errors, _) = run_to_the_end(failure).await;
        ended += errors;
    }
    assert!(ended >= 15, "{ended} streams ended with the error");
}
