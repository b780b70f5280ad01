//! A client of the Nova Embed API for services that must know what became of every application.

#[cfg(feature = "mock")]
pub mod mock;
mod scoring;
pub mod transport;

pub use nova_client::types;
pub use scoring::*;
