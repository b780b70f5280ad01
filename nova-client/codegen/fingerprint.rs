//! The fingerprint of a contract, which is part of the generated file.
//!
//! It needs no dependencies, because `build.rs` also compares it without the feature `codegen`.

/// The prefix of the line with the fingerprint in the generated file.
pub const PREFIX: &str = "// Contract fingerprint: ";

/// Returns the fingerprint of a contract's text: 64-bit FNV-1a over everything but white space
/// outside strings, so that the formatting of the file does not matter.
///
/// See <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
pub fn of(text: &str) -> String {
    let (mut hash, mut in_string, mut escaped) = (0xcbf2_9ce4_8422_2325_u64, false, false);
    for byte in text.trim_start_matches('\u{feff}').bytes() {
        if !in_string && byte.is_ascii_whitespace() {
            continue;
        }
        if in_string && !escaped && byte == b'\\' {
            escaped = true;
        } else {
            if byte == b'"' && !escaped {
                in_string = !in_string;
            }
            escaped = false;
        }
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// Returns the fingerprint in one of the first lines of a generated file.
pub fn in_generated(rust: &str) -> Option<&str> {
    rust.lines().take(5).find_map(|line| line.strip_prefix(PREFIX))
}
