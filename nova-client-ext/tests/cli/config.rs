//! The configuration file and its profiles; the conventions of a command line.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{JOB, KEY, Outcome, mock, nova, run};

/// The binary with a separate configuration file and an empty environment.
struct Config {
    folder: String,
}

impl Config {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("key"), format!("{KEY}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(folder.join("key"), fs::Permissions::from_mode(0o600)).unwrap();
        }
        Self { folder: folder.to_str().unwrap().to_owned() }
    }

    fn file(&self) -> String {
        format!("{}/nova/config.toml", self.folder)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = nova(arguments);
        command.env("NOVA_CONFIG", self.file());
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        run(self.command(arguments))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_contains_the_settings_of_a_command() {
    let mock = mock().await;
    let config = Config::new("profile");
    assert_eq!(config.run(&["config", "path"]).stdout.trim_end(), config.file());
    let key = format!("{}/key", config.folder);
    for (name, value) in
        [("api_key_file", key.as_str()), ("tenant", "acme-corp"), ("base_url", &mock.base_url())]
    {
        let set = config.run(&["config", "set", name, value]);
        assert_eq!(set.code, 0, "{set:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(config.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(config.run(&["limits"]).code, 0);
    assert_eq!(config.run(&["criteria", "list", JOB]).code, 0);
    assert_eq!(mock.requests().pop().unwrap().tenant.as_deref(), Some("acme-corp"));

    // Options override the environment, which overrides the profile.
    assert_eq!(config.run(&["config", "set", "tenant", "globex", "--profile", "other"]).code, 0);
    assert_eq!(
        config.run(&["config", "set", "api_key_file", "../key", "--profile", "other"]).code,
        0
    );
    let shown = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = config.command(&[&["config", "show", "--json"], arguments].concat());
        command.envs(environment.iter().copied());
        let settings = run(command).object()["settings"].clone();
        settings[1]["value"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown(&[], &[]), "acme-corp");
    assert_eq!(shown(&["--profile", "other"], &[]), "globex");
    assert_eq!(shown(&[], &[("NOVA_PROFILE", "other")]), "globex");
    assert_eq!(shown(&["--profile", "default"], &[("NOVA_PROFILE", "other")]), "acme-corp");
    assert_eq!(shown(&[], &[("NOVA_TENANT_ID", "initech")]), "initech");
    assert_eq!(shown(&["--tenant", "hooli"], &[("NOVA_TENANT_ID", "initech")]), "hooli");

    let mut command = config.command(&["limits", "--profile", "other"]);
    command.env("NOVA_TENANT_ID", "initech").env("NOVA_BASE_URL", mock.base_url());
    let warned = run(command);
    assert_eq!(warned.code, 0, "{warned:?}");
    assert!(
        warned.stderr.contains("NOVA_TENANT_ID is set, and overrides profile other"),
        "{warned:?}"
    );

    let show = config.run(&["config", "show"]);
    assert!(
        show.stdout.contains("sk_test_…") && show.stdout.contains("profile default ("),
        "{show:?}"
    );
    // Comments are preserved.
    let text = format!("# mine\n{}", fs::read_to_string(config.file()).unwrap());
    fs::write(config.file(), text).unwrap();
    assert_eq!(config.run(&["config", "set", "tenant", "--unset"]).code, 0);
    let text = fs::read_to_string(config.file()).unwrap();
    assert!(text.starts_with("# mine\n") && !text.contains("acme-corp"), "{text}");
}

#[test]
fn configuration_errors_are_reported() {
    let config = Config::new("wrong");
    for (arguments, why) in [
        (&["config", "set", "tenant", ".."][..], "tenant: the tenant id"),
        (&["config", "set", "base_url", "nonsense"], "base_url: is not a URL"),
        (&["config", "set", "api_key_file", KEY], "the configuration must not contain a key"),
        (&["config", "set", "colour", "red"], "api_key_file, tenant, base_url"),
        (&["config", "set", "tenant"], "<VALUE>"),
        (&["limits", "--profile", "nowhere"], "NOVA_CONFIG: there is no file"),
        (&["config", "show"], "`nova config set` creates it"),
    ] {
        let refused = config.run(arguments);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.error_line().contains(why), "{why}: {refused:?}");
    }
    assert!(!Path::new(&config.file()).exists());
    fs::create_dir_all(format!("{}/nova", config.folder)).unwrap();
    for (text, why) in [
        (
            format!("[profiles.default]\napi_key = \"{KEY}\"\n"),
            "the configuration must not contain a key",
        ),
        ("[profiles.default]\ntenat = \"x\"\n".to_owned(), "unknown field `tenat`"),
        ("[profiles".to_owned(), "config.toml: "),
        ("[profiles.a]\n[profiles.b]\n".to_owned(), "it has a, b"),
    ] {
        fs::write(config.file(), text).unwrap();
        let refused = config.run(&["limits", "--profile", "nowhere"]);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.error_line().contains(why), "{why}: {refused:?}");
    }
}

/// A setting that has no effect is an error, even if nothing depends on it.
#[test]
fn a_requested_profile_and_file_must_exist() {
    let config = Config::new("requested");
    assert_eq!(config.run(&["config", "set", "tenant", "acme-corp", "--profile", "a"]).code, 0);
    let names = |file: &str| format!("{file} has no profile \"zz\"; it has a");
    let absent = "/no/such/c.toml";
    for (more, environment, why) in [
        (&[][..], &[("NOVA_PROFILE", "zz")][..], names(&config.file())),
        (&["--profile", "zz"], &[], names(&config.file())),
        (&[], &[("NOVA_CONFIG", absent)], format!("NOVA_CONFIG: there is no file {absent};")),
    ] {
        for arguments in [&["limits"][..], &["batch", "status", JOB, "sb_1"], &["config", "show"]] {
            let mut command = config.command(&[arguments, more].concat());
            command.env("NOVA_API_KEY", KEY).env("NOVA_TENANT_ID", "acme-corp");
            command.env("NOVA_BASE_URL", "http://127.0.0.1:9").envs(environment.iter().copied());
            let refused = run(command);
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(refused.error_line().contains(&why), "{why}: {refused:?}");
        }
    }
}

#[test]
fn version_manual_and_completions() {
    let version = run(nova(&["--version"])).stdout;
    assert_eq!(
        version,
        format!(
            "nova {} (contract {})\n",
            env!("CARGO_PKG_VERSION"),
            nova_client::CONTRACT_VERSION
        )
    );
    let page = run(nova(&["man"]));
    assert!(page.code == 0 && page.stdout.contains(".TH nova 1"), "{page:?}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    let pages = run(nova(&["man", folder.to_str().unwrap()]));
    assert_eq!(pages.code, 0);
    let page = fs::read_to_string(folder.join("nova-batch-submit.1")).unwrap();
    assert!(page.contains("job\\-description\\-file") && page.contains("Examples:"), "{page}");
    assert!(!page.contains('\u{1b}'), "{page}");

    let bash = run(nova(&["completions", "bash"])).stdout;
    let events = "score.completed score.failed batch.completed test";
    for values in
        [events, "1h 24h 7d 30d 90d", "must-have preferred nice-to-have", "auto always never"]
    {
        assert!(bash.contains(values), "{values}");
    }
    let missing = run(nova(&["batch", "submit", JOB, "-"]));
    assert!(
        missing.error_line().contains("--job-description <TEXT>|--job-description-file <FILE>"),
        "all alternatives are named: {missing:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_leaves_results_and_errors() {
    let mock = mock().await;
    let script = nova_client_ext::mock::BatchScript::new().scored("app-1", 7);
    let batch = mock.place_batch("acme-corp", JOB, script);
    let watch = ["batch", "watch", JOB, &batch, "--quiet"];
    let quiet = run(crate::harness::nova_at(&mock.base_url(), &watch));
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
    assert!(quiet.stdout.contains("1 scored"));
    let error = run(nova(&["limits", "-q"]));
    assert!(error.code == 2 && error.error_line().contains("no API key"), "{error:?}");
}

#[test]
fn json_of_the_settings() {
    let config = Config::new("json");
    assert_eq!(config.run(&["config", "set", "tenant", "acme-corp"]).code, 0);
    let shown: Value = config.run(&["config", "show", "--json"]).object();
    assert_eq!(shown["settings"][0], json!({"name": "api_key", "value": null, "source": null}));
}
