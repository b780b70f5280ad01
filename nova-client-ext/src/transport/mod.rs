//! Scaffolding for the pacer.
#![allow(dead_code, missing_docs)]
pub mod pace;
