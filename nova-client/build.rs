//! Generates the client from the contract (feature `codegen`).

#[cfg(feature = "codegen")]
#[path = "codegen/mod.rs"]
#[allow(unreachable_pub, reason = "a plain module here and in xtask, no crate of its own")]
mod codegen;

#[allow(clippy::print_stderr, reason = "cargo shows a build script's standard error")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "codegen")]
    if let Err(why) = generate() {
        // One clear line instead of a panic and its backtrace.
        eprintln!("error: nova-client cannot be generated: {why}");
        std::process::exit(1);
    }
}

#[cfg(feature = "codegen")]
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    use std::path::{Path, PathBuf};

    let here = PathBuf::from(
        std::env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?,
    );
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    println!("cargo:rerun-if-changed=codegen");

    // In the workspace the contract lies beside the crates; a packaged crate carries its own copy.
    let beside = here.join("../openapi/nova.json");
    let own = here.join("openapi/nova.json");
    let contract: &Path = if beside.is_file() { &beside } else { &own };
    println!("cargo:rerun-if-changed={}", contract.display());

    let text = std::fs::read_to_string(contract)
        .map_err(|error| format!("{} cannot be read: {error}", contract.display()))?;
    let rust = codegen::generate(&text).map_err(|why| format!("{}: {why}", contract.display()))?;
    std::fs::write(out.join("generated.rs"), rust)?;
    Ok(())
}
