//! The base URL, checked once.

use std::net::IpAddr;

use url::{Host, Url};

use crate::Error;

/// A base URL that calls can be built on.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash, with any path prefix.
    pub(crate) text: String,
    pub(crate) is_loopback: bool,
}

impl BaseUrl {
    /// Accepts `https`, and `http` to a loopback host or where that was allowed.
    pub(crate) fn parse(text: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error::invalid("base_url", why));
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(&format!("is not a URL: {error}")),
        };
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("must begin with https:// (or http://)");
        }
        let Some(host) = url.host() else { return refuse("has no host") };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("holds credentials; the key is given separately");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment, which calls cannot be built on");
        }
        if url.path().trim_end_matches('/').ends_with("/v1") {
            return refuse("ends in /v1, with which the path of every call begins; leave that out");
        }
        let is_loopback = is_loopback(&host);
        if url.scheme() == "http" && !is_loopback && !allow_insecure_http {
            return refuse(
                "is plain http, which shows the key to the network; use https, or allow_insecure_http(true)",
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

    fn accepted(text: &str) -> String {
        BaseUrl::parse(text, false).unwrap().text
    }

    #[test]
    fn a_trailing_slash_is_harmless_and_a_prefix_is_kept() {
        assert_eq!(accepted("https://example.com"), "https://example.com");
        assert_eq!(accepted("https://example.com/"), "https://example.com");
        assert_eq!(accepted("https://example.com/nova/"), "https://example.com/nova");
        assert_eq!(accepted("https://example.com/v1/nova"), "https://example.com/v1/nova");
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
    fn nonsense_is_rejected_by_name() {
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
