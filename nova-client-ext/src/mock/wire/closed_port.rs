//! A port on which connections are refused.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpSocket;

/// An address on which every connection is refused, for as long as this value lives.
///
/// ```
/// # async fn example() -> std::io::Result<()> {
/// let port = nova_client_ext::mock::ClosedPort::new()?;
/// assert!(tokio::net::TcpStream::connect(port.address()).await.is_err());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Debug)]
pub struct ClosedPort {
    address: SocketAddr,
    /// Bound but not listening, so that no other program can use the port.
    _socket: TcpSocket,
}

impl ClosedPort {
    /// Reserves a free port of the loopback interface. Must be called within a tokio runtime.
    pub fn new() -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self { address: socket.local_addr()?, _socket: socket })
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as a base URL for a client.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}
