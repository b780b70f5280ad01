//! API keys and webhook secrets in the text of a file: one reader for both.

use nova_client::text;
use secrecy::SecretString;

use crate::Error;

/// Returns the credentials in the content of a file, one from each line.
///
/// Accepts the formats in common use: a byte order mark, blank lines, lines that begin with `#`,
/// `NAME=value` (with or without `export`), single and double quotes around the value. Any other
/// line that does not begin with one of the prefixes is an error that gives the line's number and
/// not its text: a comment must never be used as a key.
pub(crate) fn read(
    subject: &str,
    content: &[u8],
    prefixes: &[&str],
) -> Result<Vec<SecretString>, Error> {
    let text = text::read(content).map_err(|why| Error::invalid(subject, why))?;
    let mut credentials = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let value = value(line, prefixes);
        let invalid =
            |why: String| Err(Error::invalid(subject, format!("in line {} {why}", index + 1)));
        if !prefixes.iter().any(|prefix| value.starts_with(prefix)) {
            return invalid(format!("does not begin with {}", prefixes.join(" or ")));
        }
        if value.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\''))
        {
            return invalid("contains white space, a quote or a control character".to_owned());
        }
        credentials.push(SecretString::from(value));
    }
    if credentials.is_empty() {
        return Err(Error::invalid(subject, "is missing: no line contains one"));
    }
    Ok(credentials)
}

/// Returns the value of a line, without the name before it and the quotes around it.
fn value<'a>(line: &'a str, prefixes: &[&str]) -> &'a str {
    let is_bare = prefixes.iter().any(|prefix| line.starts_with(prefix));
    let value = match line.strip_prefix("export ").unwrap_or(line).split_once('=') {
        // Base64 may end in `=`.
        Some((name, value)) if !is_bare && is_name(name) => value.trim(),
        _ => line,
    };
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        value.strip_prefix(quote)?.strip_suffix(quote).filter(|inner| !inner.contains(quote))
    });
    quoted.unwrap_or(value)
}

/// Returns whether it is the name of an environment variable.
fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn secrets(content: &[u8]) -> Result<Vec<String>, String> {
        let secrets = read("the webhook secret", content, &["whsec_"]);
        let secrets = secrets.map_err(|error| error.to_string())?;
        Ok(secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect())
    }

    #[test]
    fn common_file_formats_of_secrets_are_read() {
        for content in [
            "whsec_a=",
            "whsec_a=\r\n",
            "\u{feff}whsec_a=\n",
            "# the endpoint of acme\n\n  whsec_a=  \n# whsec_old\n",
            "NOVA_WEBHOOK_SECRET=whsec_a=\n",
            "export NOVA_WEBHOOK_SECRET = \"whsec_a=\"\n",
            "'whsec_a='",
        ] {
            assert_eq!(secrets(content.as_bytes()), Ok(vec!["whsec_a=".to_owned()]), "{content:?}");
        }
        assert_eq!(secrets(b"whsec_a\nwhsec_b").unwrap().len(), 2);
    }

    #[test]
    fn other_lines_are_rejected_by_number_and_never_shown() {
        for (content, why) in [
            (&b"# whsec_CANARY"[..], "is missing"),
            (b"", "is missing"),
            (b"whsec_a\nCANARY", "in line 2 does not begin with whsec_"),
            (b"// CANARY", "in line 1 does not begin with whsec_"),
            (b"\"whsec_CANARY", "in line 1 does not begin with whsec_"),
            (b"secret: whsec_CANARY", "in line 1 does not begin with whsec_"),
            (b"whsec_CANARY # acme", "in line 1 contains white space"),
            (b"A=\"whsec_CANARY\"x", "in line 1 does not begin"),
            (b"\xff\xfew\0h\0", "is UTF-16"),
            (b"whsec_CANARY\xff", "is not valid UTF-8 (byte 12)"),
        ] {
            let error = secrets(content).unwrap_err();
            assert!(error.contains(why) && !error.contains("CANARY"), "{error}");
        }
    }
}
