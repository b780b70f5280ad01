//! Headless Chromium, controlled with the `DevTools` protocol through a pair of pipes, so that no
//! port and no other program is needed.
//!
//! <https://chromedevtools.github.io/devtools-protocol/>

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tools::run;
use crate::workspace::Unable;

/// The names of the program on Debian and other systems.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// The timeout of a response, long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The timeout of actions of the page itself.
const LINGER: Duration = Duration::from_millis(200);

/// A browser with one page.
pub(super) struct Browser {
    child: Child,
    to: File,
    from: Receiver<Value>,
    last_id: u64,
    session: Option<String>,
    /// The events of the page since they were last taken.
    events: Vec<Value>,
}

impl Browser {
    /// Starts the installed browser, with its files in this folder.
    pub(super) fn start(folder: &Path) -> Result<Self, Unable> {
        let failed = |error: std::io::Error| Unable(format!("Chromium cannot be started: {error}"));
        let program = find().ok_or_else(|| {
            Unable("there is no Chromium; install it (Debian: apt-get install chromium)".to_owned())
        })?;
        std::fs::create_dir_all(folder).map_err(failed)?;
        let pipes = ["commands", "events"].map(|name| folder.join(name));
        for pipe in &pipes {
            std::fs::remove_file(pipe).ok();
        }
        run(Command::new("mkfifo").args(&pipes)).map_err(Unable)?;
        let log = File::create(folder.join("chromium.log")).map_err(failed)?;
        // It reads commands from descriptor 3 and writes to 4, which are set up by a shell.
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            r#"commands=$1 events=$2; shift 2; exec "$@" 3< "$commands" 4> "$events""#,
            "sh",
        ]);
        shell.args(&pipes).arg(program).args([
            "--headless=new",
            "--remote-debugging-pipe",
            // The sandbox does not work as root, and is not needed for trusted pages.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]);
        shell.arg(format!("--user-data-dir={}", folder.join("profile").display()));
        let child = shell
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(failed)?)
            .stderr(log)
            .spawn()
            .map_err(failed)?;
        let [commands, events] = &pipes;
        // Opening each pipe waits until the shell has opened the other end.
        let to = OpenOptions::new().write(true).open(commands).map_err(failed)?;
        let events = BufReader::new(File::open(events).map_err(failed)?);
        let (sender, from) = channel();
        std::thread::spawn(move || {
            for message in events.split(0) {
                let message = message.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
                if message.is_none_or(|message| sender.send(message).is_err()) {
                    return;
                }
            }
        });
        let mut browser = Self { child, to, from, last_id: 0, session: None, events: Vec::new() };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}))?;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", attach)?;
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            browser.call(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(browser)
    }

    /// Calls a method, and returns its result. Events in between are stored.
    #[allow(clippy::needless_pass_by_value, reason = "callers make it for the call")]
    pub(super) fn call(&mut self, method: &str, params: Value) -> Result<Value, Unable> {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let sent = self.to.write_all(format!("{message}\0").as_bytes());
        sent.map_err(|error| Unable(format!("Chromium has ended: {error}")))?;
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let message = self.receive(deadline, method)?;
            if message["id"] != self.last_id {
                self.events.push(message);
            } else if let Some(error) = message.get("error") {
                return Err(Unable(format!("Chromium rejects {method}: {error}")));
            } else {
                return Ok(message["result"].clone());
            }
        }
    }

    fn receive(&self, deadline: Instant, what: &str) -> Result<Value, Unable> {
        self.from
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            .map_err(|error| Unable(format!("Chromium does not respond to {what}: {error}")))
    }

    /// Opens a file, and waits until it is loaded.
    pub(super) fn open(&mut self, file: &Path) -> Result<(), Unable> {
        self.events.clear();
        self.call("Page.navigate", json!({"url": format!("file://{}", file.display())}))?;
        let deadline = Instant::now() + TIMEOUT;
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.receive(deadline, "Page.navigate")?;
            self.events.push(event);
        }
        Ok(())
    }

    /// Evaluates a JavaScript expression in the page.
    pub(super) fn evaluate(&mut self, expression: &str) -> Result<Value, Unable> {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let evaluated = self.call("Runtime.evaluate", params)?;
        match evaluated.get("exceptionDetails") {
            Some(exception) => Err(Unable(format!("{expression}: {exception}"))),
            None => Ok(evaluated["result"]["value"].clone()),
        }
    }

    /// Clicks on the centre of the element with this selector.
    pub(super) fn click(&mut self, selector: &str) -> Result<(), Unable> {
        let place = self.evaluate(&format!(
            "(() => {{ const element = document.querySelector({}); element.scrollIntoView({{block: 'center'}}); \
             const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            Value::from(selector)
        ))?;
        for kind in ["mousePressed", "mouseReleased"] {
            let params = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", params)?;
        }
        Ok(())
    }

    /// Types into the focused element.
    pub(super) fn type_in(&mut self, text: &str) -> Result<(), Unable> {
        self.call("Input.insertText", json!({"text": text})).map(drop)
    }

    /// Returns the events of the page since it was opened.
    pub(super) fn take_events(&mut self) -> Result<Vec<Value>, Unable> {
        // Events are delivered in order, so all earlier ones have been received when this call
        // returns.
        std::thread::sleep(LINGER);
        self.call("Page.getLayoutMetrics", json!({}))?;
        Ok(std::mem::take(&mut self.events))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session = None;
        // Closing the pipe ends the browser; if not, it is killed.
        let _ = self.to.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| {
        folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file())
    })
}
