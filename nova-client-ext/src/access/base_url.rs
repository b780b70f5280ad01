//! The base URL, validated once.

use std::net::IpAddr;

use url::{Host, Url};

use crate::Error;

/// A validated base URL.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash, with any path prefix.
    pub(crate) text: String,
    pub(crate) is_loopback: bool,
}

impl BaseUrl {
    /// Accepts `https`, and `http` to a loopback host or where the caller allowed it.
    pub(crate) fn parse(text: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let invalid = |why: &str| Err(Error::invalid("base_url", why));
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return invalid(&format!("is not a URL: {error}")),
        };
        if !matches!(url.scheme(), "https" | "http") {
            return invalid("must begin with https:// (or http://)");
        }
        let Some(host) = url.host() else { return invalid("has no host") };
        if !url.username().is_empty() || url.password().is_some() {
            return invalid("contains credentials; the API key is set separately");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return invalid("has a query or a fragment; remove it");
        }
        if url.path().trim_end_matches('/').ends_with("/v1") {
            return invalid(
                "ends in /v1, which the path of every call already begins with; remove it",
            );
        }
        let is_loopback = is_loopback(&host);
        if url.scheme() == "http" && !is_loopback && !allow_insecure_http {
            return invalid(
                "is plain http, which sends the key unencrypted; use https, or allow_insecure_http(true)",
            );
        }
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), is_loopback })
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    fn parsed(text: &str) -> String {
        BaseUrl::parse(text, false).unwrap().text
    }

    #[test]
    fn a_trailing_slash_is_harmless_and_a_prefix_is_kept() {
        assert_eq!(parsed("https://example.com"), "https://example.com");
        assert_eq!(parsed("https://example.com/"), "https://example.com");
        assert_eq!(parsed("https://example.com/nova/"), "https://example.com/nova");
        assert_eq!(parsed("https://example.com/v1/nova"), "https://example.com/v1/nova");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for loopback in
            ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80", "http://localhost:8080"]
        {
            assert!(BaseUrl::parse(loopback, false).unwrap().is_loopback, "{loopback}");
        }
        for other in [
            "http://example.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://127.0.0.1.nip.io",
        ] {
            assert!(BaseUrl::parse(other, false).is_err(), "{other}");
            assert!(!BaseUrl::parse(other, true).unwrap().is_loopback, "{other}");
        }
    }

    #[test]
    fn an_invalid_url_is_rejected_with_its_reason() {
        for (text, why) in [
            ("", "not a URL"),
            ("example.com", "not a URL"),
            ("ftp://example.com", "https://"),
            ("https://", "not a URL"),
            ("file:///etc/passwd", "https://"),
            ("https://user:secret@example.com", "credentials"),
            ("https://example.com?x=1", "query"),
            ("https://example.com#x", "fragment"),
            ("https://example.com/v1", "ends in /v1"),
            ("https://example.com/nova/v1/", "ends in /v1"),
        ] {
            let error = BaseUrl::parse(text, false).unwrap_err().to_string();
            assert!(error.starts_with("base_url") && error.contains(why), "{text}: {error}");
            assert!(!error.contains("secret"));
        }
    }
}
