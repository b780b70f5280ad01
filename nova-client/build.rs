//! Generates the client from the contract (feature `codegen`), and rejects a checked-in client that
//! was generated from another contract.

#[cfg(feature = "codegen")]
#[path = "codegen/mod.rs"]
#[allow(unreachable_pub, reason = "a plain module here and in xtask, not a separate crate")]
mod codegen;

#[cfg(feature = "codegen")]
use codegen::fingerprint;
#[cfg(not(feature = "codegen"))]
#[path = "codegen/fingerprint.rs"]
#[allow(unreachable_pub, reason = "a plain module here and in xtask, not a separate crate")]
mod fingerprint;

use std::path::PathBuf;

/// The path of the checked-in client, relative to the root of the package.
const GENERATED: &str = "src/generated.rs";

#[allow(clippy::print_stderr, reason = "cargo shows a build script's standard error")]
fn main() {
    if let Err(why) = run() {
        // A plain message instead of a panic with a backtrace.
        eprintln!("error: nova-client cannot be built\n{why}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(
        std::env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?,
    );
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=codegen");
    println!("cargo:rerun-if-changed={GENERATED}");

    // In the workspace the contract is in a sibling directory; a packaged crate has its own copy.
    let in_workspace = root.join("../openapi/nova.json");
    let packaged = root.join("openapi/nova.json");
    let contract = if in_workspace.is_file() { in_workspace } else { packaged };
    println!("cargo:rerun-if-changed={}", contract.display());
    let text = std::fs::read_to_string(&contract)
        .map_err(|error| format!("{} cannot be read: {error}", contract.display()))?;

    #[cfg(feature = "codegen")]
    {
        let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
        let generated = codegen::generate(&text).map_err(|problems| {
            let lines =
                problems.0.iter().map(|problem| format!("{}:{problem}\n", contract.display()));
            lines.collect::<String>()
        })?;
        std::fs::write(out.join("generated.rs"), generated.rust)?;
    }

    let checked_in = std::fs::read_to_string(root.join(GENERATED)).unwrap_or_default();
    let (expected, found) = (fingerprint::of(&text), fingerprint::in_generated(&checked_in));
    if found != Some(expected.as_str()) {
        let what = format!(
            "nova-client/{GENERATED} was made from another contract than {}; run `cargo xtask \
             regenerate`",
            contract.display()
        );
        // With `codegen`, the compiled client was generated just now, so this is only a warning.
        if cfg!(feature = "codegen") {
            println!("cargo:warning={what}");
        } else {
            return Err(what.into());
        }
    }
    Ok(())
}
