//! Runs the binary in a pseudo-terminal, and reads its screen.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Pty, open};

/// A running command in a terminal.
pub(crate) struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    screen: Arc<Mutex<Screen>>,
    reader: JoinHandle<()>,
}

/// The state of the terminal.
struct Screen {
    parser: vt100::Parser,
    raw: String,
    /// Lines that exceeded the width of the terminal at any time.
    wrapped: Vec<String>,
}

/// The final state.
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// The whole output, including control sequences.
    pub(crate) raw: String,
    /// The lines on the screen, including the scrollback.
    pub(crate) lines: Vec<String>,
    pub(crate) wrapped: Vec<String>,
}

impl Terminal {
    /// Starts the command with all three streams on a terminal of this size.
    pub(crate) fn start(command: Command, columns: u16, rows: u16) -> Self {
        Self::start_with(command, columns, rows, false)
    }

    /// Starts the command with stdout at `/dev/null`.
    pub(crate) fn start_stderr_only(command: Command, columns: u16, rows: u16) -> Self {
        Self::start_with(command, columns, rows, true)
    }

    fn start_with(mut command: Command, columns: u16, rows: u16, no_stdout: bool) -> Self {
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("CI");
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let mut command = pty_process::blocking::Command::from(command);
        if no_stdout {
            command = command.stdout(Stdio::null());
        }
        let child = command.spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let screen = Arc::new(Mutex::new(Screen {
            parser: vt100::Parser::new(rows, columns, 1000),
            raw: String::new(),
            wrapped: Vec::new(),
        }));
        let (from, to) = (Arc::clone(&pty), Arc::clone(&screen));
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading fails when the terminal is closed.
            while let Ok(count @ 1..) = (&*from).read(&mut bytes) {
                to.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self { pty, child, screen, reader }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn type_in(&self, text: &str) {
        (&*self.pty).write_all(text.as_bytes()).unwrap();
    }

    /// Waits until the text is or was on the screen.
    pub(crate) fn wait_for(&self, text: &str) {
        let started = Instant::now();
        while !self.screen.lock().unwrap().raw.contains(text) {
            let raw = &self.screen.lock().unwrap().raw;
            assert!(started.elapsed() < Duration::from_secs(30), "no {text:?}: {raw:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the exit, with a timeout.
    pub(crate) fn end(mut self) -> Ended {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > Duration::from_secs(60) {
                self.child.kill().unwrap();
                panic!("it does not end: {:?}", self.screen.lock().unwrap().raw);
            }
            thread::sleep(Duration::from_millis(20));
        };
        self.reader.join().unwrap();
        let screen = Arc::into_inner(self.screen).unwrap().into_inner().unwrap();
        assert!(!screen.raw.contains("CANARY"), "the key is shown: {}", screen.raw);
        assert!(!screen.raw.contains("panicked"), "{}", screen.raw);
        let lines = screen.parser.screen().contents().lines().map(str::to_owned).collect();
        Ended {
            code: status.code().expect("ended by itself"),
            raw: screen.raw,
            lines,
            wrapped: screen.wrapped,
        }
    }
}

impl Screen {
    fn process(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.push_str(&String::from_utf8_lossy(bytes));
        let screen = self.parser.screen();
        let (rows, columns) = screen.size();
        for (index, line) in screen.rows(0, columns).enumerate() {
            let row = u16::try_from(index).unwrap();
            // Ignores spaces up to the edge, with which a progress bar clears its line.
            let is_full = line.trim_end().chars().count() >= usize::from(columns);
            let wrapped = row < rows && screen.row_wrapped(row) && is_full;
            if wrapped && !self.wrapped.contains(&line) {
                self.wrapped.push(line);
            }
        }
    }
}
