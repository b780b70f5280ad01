//! The sources of a comparison: a file, a revision of the repository, or a URL.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::workspace::{CONTRACT, Unable, Workspace};

/// The maximum size of a text: several times the largest published API description.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The timeout of a download, including redirects and body.
const FETCH_TIMEOUT: Duration = Duration::from_secs(60);

/// A text and its name.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name on the command line.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Source {
    /// Reads a file, `git:REV`, `git:REV:PATH` or an `http(s)` URL.
    pub fn read(workspace: &Workspace, name: &str) -> Result<Self, Unable> {
        let bytes = if let Some(revision) = name.strip_prefix("git:") {
            from_git(workspace, revision)?
        } else if name.starts_with("http://") || name.starts_with("https://") {
            from_address(name)?
        } else {
            from_file(Path::new(name))?
        };
        Self::from_bytes(name, bytes)
    }

    /// Reads a file with any name.
    pub fn from_path(path: &Path) -> Result<Self, Unable> {
        Self::from_bytes(&path.display().to_string(), from_file(path)?)
    }

    /// Reads the contract of the working tree.
    pub fn contract(workspace: &Workspace) -> Result<Self, Unable> {
        Self::from_bytes(CONTRACT, from_file(&workspace.path(CONTRACT))?)
    }

    fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Unable> {
        let text =
            String::from_utf8(bytes).map_err(|_| Unable(format!("{name} is not UTF-8 text")))?;
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        Ok(Self { name: name.to_owned(), text })
    }
}

fn from_file(path: &Path) -> Result<Vec<u8>, Unable> {
    let unable =
        |error: std::io::Error| Unable(format!("{} cannot be read: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(unable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unable)?;
    bounded(&path.display().to_string(), bytes)
}

fn from_git(workspace: &Workspace, revision: &str) -> Result<Vec<u8>, Unable> {
    let (commit, path) = revision.split_once(':').unwrap_or((revision, CONTRACT));
    // Prevents that a revision is interpreted as an option of git.
    if commit.is_empty() || commit.starts_with('-') {
        return Err(Unable(format!(
            "git:{revision} names no revision; write git:REV or git:REV:PATH"
        )));
    }
    let output = Command::new("git")
        .current_dir(workspace.path(""))
        .args(["cat-file", "blob", &format!("{commit}:{path}")])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Unable(format!("git cannot be run: {error}")))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
        return Err(Unable(format!("git:{revision} cannot be read: {why}")));
    }
    bounded(&format!("git:{revision}"), output.stdout)
}

fn from_address(address: &str) -> Result<Vec<u8>, Unable> {
    let unable = |error: ureq::Error| Unable(format!("{address} cannot be fetched: {error}"));
    // Redirects are handled here, because they must not lead from https to http or another scheme.
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(FETCH_TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("nova-client-xtask/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent();
    let mut at = address.to_owned();
    for _ in 0..5 {
        let mut response = agent.get(&at).call().map_err(unable)?;
        let status = response.status();
        if status.is_redirection() {
            let to = response
                .headers()
                .get("location")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            at = redirected(&at, to).ok_or_else(|| {
                Unable(format!("{address} redirects to \"{to}\", which is not followed"))
            })?;
            continue;
        }
        if !status.is_success() {
            return Err(Unable(format!("{address} returned {status}")));
        }
        let body = response.body_mut().with_config().limit(MAX_BYTES);
        return body.read_to_vec().map_err(unable);
    }
    Err(Unable(format!("{address} redirects more than five times")))
}

/// Returns the target of a redirect, which must have the same scheme, or https after http.
fn redirected(from: &str, to: &str) -> Option<String> {
    let secure = from.starts_with("https://");
    if to.starts_with("https://") || (!secure && to.starts_with("http://")) {
        return Some(to.to_owned());
    }
    let (scheme, rest) = from.split_once("://")?;
    let host = rest.split('/').next()?;
    (to.starts_with('/') && !to.starts_with("//")).then(|| format!("{scheme}://{host}{to}"))
}

fn bounded(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Unable> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unable(format!("{name} is larger than {} MiB", MAX_BYTES / 1024 / 1024)));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::redirected;

    #[test]
    fn a_redirect_never_leaves_the_safer_scheme() {
        assert_eq!(redirected("https://a/x", "http://a/y"), None);
        assert_eq!(redirected("https://a/x", "file:///etc/passwd"), None);
        assert_eq!(redirected("https://a/x", "//b/y"), None);
        assert_eq!(redirected("https://a/x", "/y").as_deref(), Some("https://a/y"));
        assert_eq!(redirected("http://a/x", "https://a/x").as_deref(), Some("https://a/x"));
    }
}
