//! A client on the level of bytes, to check the effect of faults.

use std::io::ErrorKind;
use std::time::Duration;

use nova_client_ext::mock::MockNova;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{JOB, TENANT};

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Closed,
    Reset,
    /// Nothing was received for a minute.
    Silent,
}

pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) async fn connect(mock: &MockNova) -> Self {
        Self(TcpStream::connect(mock.address()).await.unwrap())
    }

    pub(crate) async fn send(&mut self, mock: &MockNova, batch: &str) {
        let request = format!(
            "GET /v1/jobs/{JOB}/scoring-batches/{batch} HTTP/1.1\r\nhost: mock\r\nx-tenant-id: {TENANT}\r\n\
             authorization: Bearer {}\r\n\r\n",
            mock.api_key()
        );
        self.0.write_all(request.as_bytes()).await.unwrap();
    }

    /// Reads until the end.
    pub(crate) async fn read(&mut self) -> (Vec<u8>, Ended) {
        let mut all = Vec::new();
        loop {
            match timeout(Duration::from_secs(60), self.0.read_buf(&mut all)).await {
                Err(_) => return (all, Ended::Silent),
                Ok(Ok(0)) => return (all, Ended::Closed),
                Ok(Ok(_)) => {}
                Ok(Err(error)) if error.kind() == ErrorKind::ConnectionReset => {
                    return (all, Ended::Reset);
                }
                Ok(Err(error)) => panic!("{error}"),
            }
        }
    }

    /// Reads until the end, and returns head and body.
    pub(crate) async fn response(&mut self) -> (String, Vec<u8>, Ended) {
        let (all, ended) = self.read().await;
        let Some(end) = all.windows(4).position(|window| window == b"\r\n\r\n") else {
            return (String::from_utf8(all).unwrap(), Vec::new(), ended);
        };
        (String::from_utf8(all[..end + 4].to_vec()).unwrap(), all[end + 4..].to_vec(), ended)
    }

    /// Reads one response on a connection that remains open, and returns head and body.
    pub(crate) async fn first_response(&mut self) -> (String, Vec<u8>) {
        let mut all = Vec::new();
        loop {
            if let Some(end) = all.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8(all[..end + 4].to_vec()).unwrap();
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if all.len() == end + 4 + length.parse::<usize>().unwrap() {
                    return (head, all.split_off(end + 4));
                }
            }
            assert_ne!(
                self.0.read_buf(&mut all).await.unwrap(),
                0,
                "the connection was closed too early"
            );
        }
    }
}
