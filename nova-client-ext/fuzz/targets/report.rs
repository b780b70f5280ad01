//! Any bytes, decoded, analysed and rendered.

#![no_main]

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|body: &[u8]| properties::hold_for(body));
