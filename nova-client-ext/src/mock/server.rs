//! The listener and its connections.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use super::exchange::{exchange, struck_on_connect};
use super::state::{Connection, State, lock};
use super::wire::Socket;

/// A listener at work. Dropping it stops it and closes its connections.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    listening: JoinHandle<()>,
    connections: Arc<Mutex<JoinSet<()>>>,
}

impl Server {
    pub(super) async fn start(listen: &str, state: Arc<State>) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let connections = Arc::new(Mutex::new(JoinSet::new()));
        let listening = tokio::spawn(listen_on(listener, state, Arc::clone(&connections)));
        Ok(Self { address, listening, connections })
    }

    /// Stops, and returns when the listener and every connection are gone.
    pub(super) async fn stop(mut self) {
        self.listening.abort();
        // An aborted task ends with an error that says just that.
        let _ = (&mut self.listening).await;
        let mut connections = std::mem::take(&mut *lock(&self.connections));
        connections.shutdown().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
        lock(&self.connections).abort_all();
    }
}

async fn listen_on(listener: TcpListener, state: Arc<State>, connections: Arc<Mutex<JoinSet<()>>>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, or a client that is gone already: neither ends the mock.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let mut connections = lock(&connections);
        while connections.try_join_next().is_some() {}
        connections.spawn(serve(stream, Arc::clone(&state)));
    }
}

/// Serves one connection. How it ends is the client's business, not the mock's.
async fn serve(stream: TcpStream, state: Arc<State>) {
    let number = state.connections.fetch_add(1, Ordering::Relaxed) + 1;
    let connection = Arc::new(Connection { number, condemned: AtomicBool::new(false) });
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let socket = Socket::new(stream);
    let fault = lock(&state.faults).strike_connection();
    if let Some(fault) = fault {
        let _ = struck_on_connect(&state, socket, fault).await;
        return;
    }
    let io = TokioIo::new(socket.clone());
    let service = service_fn(move |request| {
        exchange(Arc::clone(&state), Arc::clone(&connection), socket.clone(), request)
    });
    // The mock writes its own Date, by its own clock.
    let _ = http1::Builder::new().auto_date_header(false).serve_connection(io, service).await;
}

/// An address on which every connection is refused, for as long as this value lives.
///
/// ```
/// # async fn example() -> std::io::Result<()> {
/// let nobody = nova_client_ext::mock::ClosedPort::new()?;
/// assert!(tokio::net::TcpStream::connect(nobody.address()).await.is_err());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Debug)]
pub struct ClosedPort {
    address: SocketAddr,
    /// Bound but not listening: no other program gets the port meanwhile.
    _socket: TcpSocket,
}

impl ClosedPort {
    /// Takes a free port of the loopback interface. Must be called within a tokio runtime.
    pub fn new() -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self { address: socket.local_addr()?, _socket: socket })
    }

    /// The address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a base URL for a client.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}
