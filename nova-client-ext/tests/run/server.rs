//! A PostgreSQL server for tests and benches.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::run::Postgres;

use crate::directory::Directory;

/// A server in a temporary directory, which is stopped and deleted on drop.
pub struct Server {
    process: Child,
    bin: PathBuf,
    pub directory: Directory,
    user: Option<(u32, u32)>,
    port: u16,
    options: Vec<String>,
}

impl Server {
    /// Starts a server. Panics if PostgreSQL is not installed; `.ci/run` installs it.
    pub fn start(name: &str) -> Self {
        Self::start_with(name, &["fsync=off"], "")
    }

    /// Starts a server with these settings, after running a shell script in its directory as the
    /// server's user.
    pub fn start_with(name: &str, settings: &[&str], prepare: &str) -> Self {
        let bin = installed().expect(
            "no PostgreSQL server was found in PATH or /usr/lib/postgresql; on Debian: apt-get install postgresql",
        );
        let directory = Directory::new(&format!("postgres-{name}"));
        // PostgreSQL does not run as root.
        let user = (id("-u", None) == 0).then(|| {
            let name = if id_exists("postgres") { "postgres" } else { "nobody" };
            (id("-u", Some(name)), id("-g", Some(name)))
        });
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&directory.0, Some(uid), Some(gid)).unwrap();
        }
        let made = as_user(&bin.join("initdb"), user)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-D"])
            .arg(directory.file("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut shell = as_user(Path::new("sh"), user);
        let made = shell.args(["-euc", prepare]).current_dir(&directory.0).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let options = settings.iter().flat_map(|one| ["-c".to_owned(), (*one).to_owned()]);
        let options = options.collect();
        // Another program may take the free port before the server does.
        for _ in 0..5 {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let mut process = launch(&bin, user, &directory, port, &options);
            if is_listening(&mut process, port) {
                return Self { process, bin, directory, user, port, options };
            }
        }
        let log = std::fs::read_to_string(directory.file("log")).unwrap();
        panic!("PostgreSQL does not start: {log}");
    }

    pub fn url(&self) -> String {
        self.url_of("127.0.0.1")
    }

    pub fn url_of(&self, host: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres", self.port)
    }

    pub async fn store(&self) -> Postgres {
        let began = Instant::now();
        loop {
            match Postgres::connect(&self.url()).await {
                Ok(store) => return store,
                Err(error) if began.elapsed() > Duration::from_secs(60) => panic!("{error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Stops the server immediately, like a power failure.
    pub fn stop(&mut self) {
        let stopped = as_user(&self.bin.join("pg_ctl"), self.user)
            .args(["stop", "-m", "immediate", "-D"])
            .arg(self.directory.file("data"))
            .output();
        drop(stopped);
        self.process.wait().ok();
    }

    /// Starts the server again on the same port.
    pub fn restart(&mut self) {
        self.process = launch(&self.bin, self.user, &self.directory, self.port, &self.options);
    }

    /// Sends a signal to all processes of the server.
    pub fn signal(&self, signal: &str) {
        let parent = self.process.id().to_string();
        let children = Command::new("pgrep").args(["-P", &parent]).output().unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        let ids = children.lines().chain([parent.as_str()]);
        // Some processes may have ended meanwhile.
        Command::new("kill").arg(signal).args(ids).status().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn launch(
    bin: &Path,
    user: Option<(u32, u32)>,
    directory: &Directory,
    port: u16,
    options: &Vec<String>,
) -> Child {
    as_user(&bin.join("postgres"), user)
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(options)
        .arg("-k")
        .arg(&directory.0)
        .args(["-p", &port.to_string(), "-D"])
        .arg(directory.file("data"))
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(directory.file("log")).unwrap())
        .spawn()
        .unwrap()
}

/// Waits until the server listens. Returns `false` if it has ended instead.
fn is_listening(process: &mut Child, port: u16) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) && process.try_wait().unwrap().is_none() {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return process.try_wait().unwrap().is_none();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        places.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = places.into_iter().find(|place| {
        ["initdb", "postgres", "pg_ctl"].iter().all(|program| place.join(program).is_file())
    })?;
    // A symbolic link in PATH is resolved, because PostgreSQL finds its files relative to the
    // binary.
    Some(found.join("postgres").canonicalize().ok()?.parent()?.to_owned())
}

fn id(what: &str, user: Option<&str>) -> u32 {
    let output = Command::new("id").arg(what).args(user).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

fn id_exists(user: &str) -> bool {
    Command::new("id").arg(user).output().is_ok_and(|output| output.status.success())
}
