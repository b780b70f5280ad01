//! Fuzzes the response of a server, up to the report or the error.

#![no_main]

#[path = "../exchange.rs"]
mod exchange;

libfuzzer_sys::fuzz_target!(|response: &[u8]| exchange::assert_for(response));
