//! Fuzzes decoding, analysis and rendering of a body.

#![no_main]

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|body: &[u8]| properties::assert_for(body));
