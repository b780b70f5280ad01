//! PostgreSQL with TLS: trusted and untrusted certificates.

use nova_client_ext::run::{Access, Postgres, Store as _};
use nova_client_ext::{Error, ErrorKind};

use crate::server::Server;
use crate::support::*;

/// A script that creates certificates: `server.pem` is valid for `localhost` only, and issued by an
/// unknown authority; `self.pem` is a self-signed authority, as in PostgreSQL's documentation.
const CERTIFICATES: &str = r#"
new_key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
for authority in ca other; do
  openssl req -x509 $new_key -keyout $authority.key -out $authority.pem -days 2 -subj "/CN=Test $authority" \
    -addext keyUsage=critical,keyCertSign
done
openssl req $new_key -keyout server.key -out server.csr -subj /CN=localhost
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' > server.cnf
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.cnf -out server.pem
openssl req -x509 $new_key -keyout self.key -out self.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost
chmod 600 server.key self.key
cat ca.pem other.pem > both.pem
echo nothing > empty.pem
"#;

/// Starts a server with this certificate.
fn server(certificate: &str) -> Server {
    let file = |kind: &str, ending: &str| format!("ssl_{kind}_file=../{certificate}.{ending}");
    let (pem, key) = (file("cert", "pem"), file("key", "key"));
    let settings = ["fsync=off", "ssl=on", &pem, &key];
    Server::start_with(&format!("tls-{certificate}"), &settings, CERTIFICATES)
}

/// Returns whether the connection is encrypted.
async fn is_encrypted(store: &Postgres) -> bool {
    let mut transaction = store.begin(Access::Read).await.unwrap();
    let sql = "SELECT pid::bigint FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
    let encrypted = !transaction.query(sql, Vec::new()).await.unwrap().is_empty();
    transaction.commit().await.unwrap();
    encrypted
}

#[tokio::test]
async fn certificates_are_verified_according_to_sslmode() {
    let server = server("server");
    drop(server.store().await);
    let connect = async |host: &str, query: &str| -> Result<bool, Error> {
        let url = format!(
            "{}?{}",
            server.url_of(host),
            query.replace("DIR", server.directory.0.to_str().unwrap())
        );
        Ok(is_encrypted(&Postgres::connect(&url).await?).await)
    };
    for (host, query, encrypted) in [
        ("127.0.0.1", "", true),
        ("127.0.0.1", "sslmode=disable", false),
        ("127.0.0.1", "sslmode=prefer", true),
        ("127.0.0.1", "sslmode=require", true),
        ("127.0.0.1", "sslmode=require&sslrootcert=DIR/ca.pem", true),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=DIR/both.pem", true),
        ("localhost", "sslmode=verify-full&sslrootcert=DIR/ca.pem", true),
        // The certificate itself is trusted, regardless of its issuer.
        ("localhost", "sslmode=verify-full&sslrootcert=DIR/server.pem", true),
    ] {
        assert_eq!(connect(host, query).await.unwrap(), encrypted, "{host} {query}");
    }
    for (host, query, kind, words) in [
        (
            "127.0.0.1",
            "sslmode=verify-full&sslrootcert=DIR/ca.pem",
            ErrorKind::Store,
            "not valid for this host",
        ),
        ("localhost", "sslmode=verify-full", ErrorKind::Store, "sslrootcert"),
        ("localhost", "sslmode=verify-full&sslrootcert=system", ErrorKind::Store, "sslrootcert"),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=DIR/other.pem",
            ErrorKind::Store,
            "sslrootcert",
        ),
        (
            "localhost",
            "sslmode=verify-ca&sslrootcert=DIR/other.pem",
            ErrorKind::Store,
            "sslrootcert",
        ),
        ("localhost", "sslmode=require&sslrootcert=DIR/other.pem", ErrorKind::Store, "sslrootcert"),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=DIR/none.pem",
            ErrorKind::Invalid,
            "none.pem",
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=DIR/empty.pem",
            ErrorKind::Invalid,
            "no certificate",
        ),
    ] {
        let error = connect(host, query).await.unwrap_err();
        assert!(error.to_string().contains(words), "{host} {query}: {error}");
        assert_eq!((error.kind(), error.is_retryable()), (kind, false), "{host} {query}: {error}");
    }
}

#[tokio::test]
async fn a_self_signed_certificate_in_sslrootcert_is_trusted() {
    let server = server("self");
    drop(server.store().await);
    let connect = async |host: &str, file: &str| -> Result<bool, Error> {
        let file = server.directory.file(file);
        let url =
            format!("{}?sslmode=verify-full&sslrootcert={}", server.url_of(host), file.display());
        Ok(is_encrypted(&Postgres::connect(&url).await?).await)
    };
    assert!(connect("localhost", "self.pem").await.unwrap());
    for (host, file, words) in [
        ("127.0.0.1", "self.pem", "not valid for this host"),
        ("localhost", "ca.pem", "sslrootcert"),
    ] {
        let error = connect(host, file).await.unwrap_err();
        assert!(error.to_string().contains(words), "{host} {file}: {error}");
    }
}

#[tokio::test]
async fn a_run_works_over_tls() {
    let (mock, server) = (mock().await, server("server"));
    drop(server.store().await);
    let ca = server.directory.file("ca.pem");
    let url =
        format!("{}?sslmode=verify-full&sslrootcert={}", server.url_of("localhost"), ca.display());
    let store = Postgres::connect(&url).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 60).await;
    assert_eq!(collect(&mut results).await.len(), 60);
    check_end(&run, &mock, 60).await;
}

#[tokio::test]
async fn a_server_without_tls_is_an_error_if_tls_is_required() {
    let server = Server::start("plain");
    drop(server.store().await);
    for mode in ["require", "verify-full"] {
        let error =
            Postgres::connect(&format!("{}?sslmode={mode}", server.url())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Store, "{error}");
        assert!(error.to_string().contains("does not support TLS"), "{error}");
    }
    assert!(!is_encrypted(&server.store().await).await);
}
