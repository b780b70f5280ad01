//! The proxy that the environment configures for the base URL, checked before anything is sent.
//!
//! reqwest ignores a proxy variable that it cannot parse and connects directly. Here such a
//! variable is an error that names it, so that no call bypasses a configured proxy.

use hyper_util::client::proxy::matcher::Matcher;

use crate::Error;
use crate::access::BaseUrl;

const HTTPS: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];
const HTTP: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// Set for CGI programs, whose `HTTP_PROXY` may come from a request header. reqwest then uses no
/// proxy.
const CGI: &str = "REQUEST_METHOD";

/// Returns the environment variable whose proxy calls use, or `None` if they connect directly.
///
/// # Errors
///
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a variable with a proxy that this build
/// cannot use. The error does not repeat the value, which may contain a password.
pub(super) fn from_environment(base_url: &BaseUrl) -> Result<Option<&'static str>, Error> {
    find(base_url, &|name| std::env::var(name).ok())
}

fn find(
    base_url: &BaseUrl,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<&'static str>, Error> {
    // The client uses no proxy for a loopback address.
    if base_url.is_loopback || variable(CGI).is_some() {
        return Ok(None);
    }
    let own = if base_url.text.starts_with("https:") { HTTPS } else { HTTP };
    // As in reqwest, the first one that is set counts, even if it is empty.
    let set =
        |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, variable(name)?)));
    let named = [own, ALL].into_iter().filter_map(set).find(|(_, value)| !value.is_empty());
    let Some((name, value)) = named else { return Ok(None) };
    let exceptions = set(EXCEPTIONS).map(|(_, value)| value).unwrap_or_default();
    let any = Matcher::builder().all("http://proxy.invalid").no(exceptions).build();
    let is_excepted =
        base_url.text.parse().is_ok_and(|target: http::Uri| any.intercept(&target).is_none());
    match reject(&value) {
        _ if is_excepted => Ok(None),
        None => Ok(Some(name)),
        Some(why) => Err(Error::invalid(
            name,
            format!("{why}; correct it, unset it, or name the server's host in NO_PROXY"),
        )),
    }
}

fn reject(value: &str) -> Option<&'static str> {
    let Ok(proxy) = value.parse::<http::Uri>() else { return Some("is not the URL of a proxy") };
    if proxy.authority().is_none() {
        return Some("has no host");
    }
    match proxy.scheme_str() {
        None | Some("http" | "https") => None,
        Some("socks4" | "socks4a" | "socks5" | "socks5h") if cfg!(feature = "socks") => None,
        Some("socks4" | "socks4a" | "socks5" | "socks5h") => {
            Some("names a SOCKS proxy, for which this build lacks the feature \"socks\"")
        }
        Some(_) => Some("names a proxy that is neither http nor https"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(base_url: &str, set: &[(&str, &str)]) -> Result<Option<&'static str>, String> {
        let base_url = BaseUrl::parse(base_url, true).unwrap();
        find(&base_url, &|name| {
            set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn the_effective_variable_is_returned() {
        let vendor = "https://embed.example.com";
        for (base_url, set, expected) in [
            (vendor, &[][..], None),
            (vendor, &[("HTTPS_PROXY", "http://proxy:3128")], Some("HTTPS_PROXY")),
            (vendor, &[("https_proxy", "proxy:3128")], Some("https_proxy")),
            (vendor, &[("HTTP_PROXY", "http://proxy:3128")], None),
            ("http://example.com", &[("HTTP_PROXY", "http://proxy:3128")], Some("HTTP_PROXY")),
            (vendor, &[("ALL_PROXY", "http://proxy:3128"), ("HTTPS_PROXY", "")], Some("ALL_PROXY")),
            (vendor, &[("HTTPS_PROXY", ":"), ("NO_PROXY", "example.com")], None),
            (vendor, &[("HTTPS_PROXY", ":"), ("NO_PROXY", "*")], None),
            (vendor, &[("HTTPS_PROXY", ":"), ("REQUEST_METHOD", "GET")], None),
            ("http://127.0.0.1:1", &[("HTTP_PROXY", ":")], None),
        ] {
            assert_eq!(find_in(base_url, set), Ok(expected), "{base_url} {set:?}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_and_is_not_bypassed() {
        for (value, why) in [
            ("http://user:CANARY@", "is not the URL of a proxy"),
            ("http://pro xy", "is not the URL of a proxy"),
            ("/CANARY", "has no host"),
            ("ftp://CANARY", "neither http nor https"),
        ] {
            for name in ["HTTPS_PROXY", "ALL_PROXY"] {
                let error = find_in("https://example.com", &[(name, value)]).unwrap_err();
                assert!(error.starts_with(name) && error.contains(why), "{value}: {error}");
                assert!(!error.contains("CANARY"), "{error}");
            }
        }
        let socks = find_in("https://example.com", &[("ALL_PROXY", "socks5://CANARY:1080")]);
        assert_eq!(socks.is_ok(), cfg!(feature = "socks"), "{socks:?}");
    }
}
