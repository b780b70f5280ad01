//! TLS for PostgreSQL, configured like libpq with `sslmode` and `sslrootcert`.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How the server's certificate is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Check {
    /// Not verified: protects from eavesdroppers, and not from a man in the middle.
    #[default]
    Nothing,
    /// The issuer is verified.
    Issuer,
    /// Issuer and host name are verified.
    IssuerAndHost,
}

/// The TLS settings of a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tls {
    check: Check,
    /// The file with the issuers; `None` for the operating system's.
    issuers: Option<PathBuf>,
}

impl Tls {
    /// Reads and removes the TLS parameters that tokio-postgres does not support from a URL.
    pub(super) fn read(url: &str) -> (String, Self) {
        let Some((base, query)) = url.split_once('?') else {
            return (url.to_owned(), Self::default());
        };
        let (mut tls, mut kept, mut requires) = (Self::default(), Vec::new(), false);
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", word @ ("require" | "verify-ca" | "verify-full"))) => {
                    (tls.check, requires) = match word {
                        "verify-full" => (Check::IssuerAndHost, false),
                        "verify-ca" => (Check::Issuer, false),
                        _ => (Check::Nothing, true),
                    };
                    kept.push("sslmode=require");
                }
                Some(("sslrootcert", "system")) => tls.issuers = None,
                Some(("sslrootcert", file)) => tls.issuers = Some(decoded(file).into()),
                _ => kept.push(pair),
            }
        }
        // As in libpq, `require` with `sslrootcert` means `verify-ca`.
        if requires && tls.issuers.is_some() {
            tls.check = Check::Issuer;
        }
        let query = kept.join("&");
        (if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }, tls)
    }

    /// Creates the TLS connector. Reads files.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, String> {
        let provider = CryptoProvider::get_default()
            .map_or_else(|| Arc::new(aws_lc_rs::default_provider()), Arc::clone);
        let (mut trusted, mut chain) = (Vec::new(), None);
        if self.check != Check::Nothing {
            trusted = self.trusted()?;
            let roots = Arc::new(self.roots(&trusted)?);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
            chain = Some(verifier.build().map_err(|error| error.to_string())?);
        }
        let (check, provider) = (self.check, provider);
        let verifier = Verifier { check, trusted, chain, provider: Arc::clone(&provider) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }

    fn trusted(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        match &self.issuers {
            Some(file) => read_file(file),
            None => Ok(rustls_native_certs::load_native_certs().certs),
        }
    }

    fn roots(&self, trusted: &[CertificateDer<'static>]) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        if roots.add_parsable_certificates(trusted.iter().cloned()).0 > 0 {
            return Ok(roots);
        }
        Err(match &self.issuers {
            Some(file) => format!("sslrootcert {}: contains no certificate", file.display()),
            None => "the operating system has no root certificates; name a file with sslrootcert"
                .to_owned(),
        })
    }
}

fn read_file(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let named = |error: &dyn std::fmt::Display| format!("sslrootcert {}: {error}", file.display());
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| named(&error))?;
    certificates.collect::<Result<_, _>>().map_err(|error| named(&error))
}

/// Decodes percent-encoding; a plus sign is not a space.
fn decoded(text: &str) -> String {
    let pair = format!("={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

/// Returns advice if the cause of the error is an untrusted certificate.
pub(super) fn advice(error: &tokio_postgres::Error) -> Option<&'static str> {
    let io = error.source()?.downcast_ref::<io::Error>()?;
    let rustls::Error::InvalidCertificate(why) = io.get_ref()?.downcast_ref()? else { return None };
    Some(match why {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "; it is not valid for this host: use the host name in the certificate, or sslmode=verify-ca"
        }
        _ => "; set sslrootcert=FILE to a file with the certificate of its issuer",
    })
}

#[derive(Debug)]
struct Verifier {
    check: Check,
    trusted: Vec<CertificateDer<'static>>,
    /// `None` if the certificate is not verified.
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        if self.trusted.contains(end_entity) {
            // A certificate in the trusted file is accepted as it is: one that is created for a
            // single server is often its own authority, which webpki rejects as an end entity.
            if self.check == Check::IssuerAndHost {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let verified =
            chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // webpki checks the name last, so the chain is valid here.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.check == Check::Issuer => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_settings_are_read_from_the_url() {
        let tls = |check, issuers: Option<&str>| Tls { check, issuers: issuers.map(Into::into) };
        for (query, kept, expected) in [
            ("", "", tls(Check::Nothing, None)),
            ("?sslmode=disable", "?sslmode=disable", tls(Check::Nothing, None)),
            ("?sslmode=require", "?sslmode=require", tls(Check::Nothing, None)),
            (
                "?sslmode=verify-ca&connect_timeout=3",
                "?sslmode=require&connect_timeout=3",
                tls(Check::Issuer, None),
            ),
            (
                "?sslrootcert=%2Fetc%2Fa+b%20c.pem&sslmode=verify-full",
                "?sslmode=require",
                tls(Check::IssuerAndHost, Some("/etc/a+b c.pem")),
            ),
            (
                "?sslrootcert=ca.pem&sslmode=require",
                "?sslmode=require",
                tls(Check::Issuer, Some("ca.pem")),
            ),
            (
                "?sslrootcert=system&sslmode=verify-full",
                "?sslmode=require",
                tls(Check::IssuerAndHost, None),
            ),
        ] {
            let read = Tls::read(&format!("postgres://host/db{query}"));
            assert_eq!(read, (format!("postgres://host/db{kept}"), expected), "{query}");
        }
    }
}
