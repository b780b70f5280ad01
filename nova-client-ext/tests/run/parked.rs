//! Futures of callers that are held but not polled, or dropped halfway, delay nobody.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use nova_client_ext::run::{Filter, Position, Run, SavedRun, Spec, Sqlite, Store, StoreExt as _};

use crate::support::*;

type Held = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Polls a future this often, with pauses in which the work it has started can complete.
async fn poll_times(held: &mut Held, times: usize) {
    for _ in 0..times {
        let is_ready = poll_fn(|context| Poll::Ready(held.as_mut().poll(context).is_ready())).await;
        if is_ready {
            return;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

/// Every operation of a run that uses the store.
fn operations<S: Store + Clone>(run: &Run, store: &S) -> Vec<Held> {
    fn held<T>(work: impl Future<Output = T> + Send + 'static) -> Held {
        Box::pin(async move { drop(work.await) })
    }
    let (one, two, three, four, five, six) =
        (run.clone(), run.clone(), run.clone(), run.clone(), run.clone(), run.clone());
    let (mut pages, mut results) = (run.applications(), run.results_since(Position::START));
    let (store, other) = (store.clone(), store.clone());
    let job = run.job().clone();
    let again = store.clone();
    vec![
        held(async move { one.status().await.unwrap() }),
        held(async move { two.report().await.unwrap() }),
        held(async move { three.add([id(0)]).await.unwrap() }),
        held(async move { four.retry(&Filter::new().application("none")).await.unwrap() }),
        held(async move { five.forget("none").await.unwrap() }),
        held(async move { six.applications().next().await }),
        held(async move { pages.next().await }),
        held(async move { results.next().await }),
        held(async move { store.runs().await.unwrap() }),
        held(async move { SavedRun::find(&other, "spring").await.unwrap() }),
        held(async move { job.run(&again, "spring", Spec::new(DESCRIPTION)).await.unwrap() }),
    ]
}

async fn all_end<S: Store + Clone>(store: &S) {
    let mock = mock().await;
    mock.set_scoring_times(Duration::from_millis(100), Duration::from_millis(500));
    let count = 60;
    let (run, mut results) = start(&job_of(&mock), store, count).await;
    let mut parked = Vec::new();
    for times in 1..12 {
        for mut held in operations(&run, store) {
            poll_times(&mut held, times).await;
            parked.push(held);
        }
    }
    let all = tokio::time::timeout(Duration::from_secs(60), collect(&mut results)).await;
    assert_eq!(all.expect("a parked future blocks the run").len(), count);
    check_end(&run, &mock, count).await;
    drop(parked);
}

#[tokio::test]
async fn parked_futures_delay_nobody() {
    let directory = Directory::new("parked");
    all_end(&Sqlite::open(directory.file("runs.sqlite")).await.unwrap()).await;
}

#[cfg(all(unix, feature = "postgres"))]
mod postgres {
    use nova_client_ext::run::Access;

    use super::*;
    use crate::server::Server;

    #[tokio::test]
    async fn parked_futures_delay_nobody() {
        let server = Server::start("parked");
        all_end(&server.store().await).await;
    }

    /// A connection whose `BEGIN` was cancelled may have an open transaction, and is not used again.
    #[tokio::test]
    async fn a_cancelled_begin_leaves_no_transaction_behind() {
        let server = Server::start("cancelled");
        let store = server.store().await;
        for times in 0..40 {
            let begun = store.clone();
            let mut held: Held = Box::pin(async move {
                drop(begun.begin(Access::Read).await.unwrap());
            });
            poll_times(&mut held, times % 8).await;
            drop(held);
            let mut transaction = store.begin(Access::Write).await.unwrap();
            let sql = "CREATE TABLE IF NOT EXISTS writable (one BIGINT)";
            transaction.execute(sql, vec![Vec::new()]).await.unwrap();
            transaction.commit().await.unwrap();
        }
    }
}
