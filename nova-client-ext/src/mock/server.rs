//! The listener and its connections.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::exchange::{Connection, READ_TIMEOUT, apply_connect_fault, exchange};
use super::wire::connections::{Activity, Connections};
use super::wire::head_timeout::{HeadTimeout, Heads};
use super::wire::socket::Socket;
use super::world::{World, lock};

/// The maximum number of open connections. Another one closes the oldest idle connection.
const MAX_CONNECTIONS: usize = 1024;
/// The maximum size of a request's head, in bytes.
const MAX_BUFFER: usize = 64 << 10;

/// A running listener. Dropping it stops it and closes its connections.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    listening: Vec<JoinHandle<()>>,
    connections: Arc<Mutex<Connections>>,
}

impl Server {
    pub(crate) async fn start(listen: &str, world: Arc<World>) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let is_local = address.ip().is_loopback();
        let mut listeners = vec![listener];
        if !is_local && !address.ip().is_unspecified() {
            // Clients send a key over plain http to loopback addresses only.
            listeners.push(TcpListener::bind(loopback(address)).await?);
        }
        let connections = Arc::new(Mutex::new(Connections::new(MAX_CONNECTIONS)));
        let listening = listeners.into_iter().map(|listener| {
            tokio::spawn(accept(listener, is_local, Arc::clone(&world), Arc::clone(&connections)))
        });
        Ok(Self { address, listening: listening.collect(), connections })
    }

    /// Stops the server, and returns when the listener and all connections are closed.
    pub(crate) async fn stop(mut self) {
        for listening in &mut self.listening {
            listening.abort();
            // An aborted task always returns an error.
            let _ = listening.await;
        }
        let connections = std::mem::replace(&mut *lock(&self.connections), Connections::new(0));
        connections.shutdown().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.iter().for_each(JoinHandle::abort);
        *lock(&self.connections) = Connections::new(0);
    }
}

/// Returns the loopback address on which a mock also listens.
pub(crate) fn loopback(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address {
        _ if address.ip().is_loopback() => address.ip(),
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

async fn accept(
    listener: TcpListener,
    is_local: bool,
    world: Arc<World>,
    connections: Arc<Mutex<Connections>>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The client has disconnected, or the process is out of file handles.
            lock(&connections).close_idle();
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let activity = Activity::default();
        let serving = serve(stream, activity.clone(), is_local, Arc::clone(&world));
        lock(&connections).serve(activity, serving);
    }
}

/// Serves one connection. Errors of the client are ignored.
async fn serve(stream: TcpStream, activity: Activity, is_local: bool, world: Arc<World>) {
    let number = world.connections.fetch_add(1, Ordering::Relaxed) + 1;
    let reset_on_reuse = AtomicBool::new(false);
    let heads = Heads::default();
    let connection =
        Arc::new(Connection { number, activity, heads: heads.clone(), reset_on_reuse, is_local });
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let socket = Socket::new(stream);
    let fault = lock(&world.faults).for_connection();
    if let Some(fault) = fault {
        let _busy = connection.activity.begin();
        let _ = apply_connect_fault(&world, socket, fault).await;
        return;
    }
    let io = TokioIo::new(HeadTimeout::new(socket.clone(), READ_TIMEOUT, heads));
    let service = service_fn(move |request| {
        exchange(Arc::clone(&world), Arc::clone(&connection), socket.clone(), request)
    });
    // The mock sets `Date` from its own clock.
    let mut http = http1::Builder::new();
    http.auto_date_header(false).max_buf_size(MAX_BUFFER);
    let _ = http.serve_connection(io, service).await;
}
