//! A server on a real socket that sends the same response to every request and records the
//! requests.

use std::sync::{Arc, Mutex};

use nova_client::{Client, Direct};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

pub(crate) struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that sends these bytes and closes the connection.
    pub(crate) async fn responding(response: impl Into<Vec<u8>>) -> Self {
        let response = response.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match connection.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => break,
                    }
                }
                seen.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
                let _ = connection.write_all(&response).await;
                let _ = connection.shutdown().await;
            }
        });
        Self { address, heads }
    }

    /// Returns the heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// Returns a client for this server with `prefix` before every path.
    pub(crate) fn client(&self, prefix: &str) -> Client {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Client::with_transport(&format!("{}{prefix}", self.address), http, Arc::new(Direct))
    }
}

/// Formats an HTTP/1.1 response.
pub(crate) fn response(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
