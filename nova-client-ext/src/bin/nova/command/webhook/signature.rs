//! With which secrets, and in which manner, webhooks are signed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use nova_client_ext::webhook::Verifier;
use nova_client_ext::webhook::{KeyForm, SignedContent};

use crate::args::seconds;
use crate::failure::Failure;

const SECRET: &str = "NOVA_WEBHOOK_SECRET";

/// The most that is read of a file of secrets.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Args)]
#[allow(
    clippy::doc_markdown,
    reason = "the comments are the help, in which backticks would be shown"
)]
pub(super) struct SignatureArgs {
    /// A file with the endpoint's secret, or several, a line each; it goes before
    /// NOVA_WEBHOOK_SECRET
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    /// The key: the whole secret, without whsec_, or what the Base64 behind whsec_ encodes
    #[arg(long, value_name = "FORM", default_value = "whole")]
    key_form: Form,

    /// What is signed: the raw body, TIMESTAMP.BODY, or ID.TIMESTAMP.BODY
    #[arg(long, value_name = "CONTENT", default_value = "body")]
    signed_content: Content,

    /// Refuse what is further from now than this, by its X-Webhook-Timestamp
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    tolerance: Option<Duration>,
}

// Their meaning stands in the help of the options; said here, it would spread every option over
// three lines.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Whole,
    WithoutPrefix,
    Base64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Content {
    Body,
    TimestampBody,
    IdTimestampBody,
}

impl SignatureArgs {
    pub(super) fn verifier(&self) -> Result<Verifier, Failure> {
        let (source, secrets) = self.secrets()?;
        let refused = |error| Failure::invalid(&source, &error);
        let mut secrets = secrets.lines().filter(|line| !line.trim().is_empty());
        let first =
            secrets.next().ok_or_else(|| Failure::Usage(format!("{source}: holds no secret")))?;
        let mut verifier = Verifier::new(first).map_err(refused)?;
        for secret in secrets {
            verifier = verifier.additional_secret(secret).map_err(refused)?;
        }
        let form = match self.key_form {
            Form::Whole => KeyForm::Whole,
            Form::WithoutPrefix => KeyForm::WithoutPrefix,
            Form::Base64 => KeyForm::Base64AfterPrefix,
        };
        let content = match self.signed_content {
            Content::Body => SignedContent::Body,
            Content::TimestampBody => SignedContent::TimestampDotBody,
            Content::IdTimestampBody => SignedContent::IdDotTimestampDotBody,
        };
        let verifier = verifier.key_form(form).map_err(refused)?.signed_content(content);
        Ok(match self.tolerance {
            Some(tolerance) => verifier.tolerance(tolerance),
            None => verifier,
        })
    }

    /// Whether the delivery's id is signed, so that it cannot be left out.
    pub(super) fn signs_id(&self) -> bool {
        matches!(self.signed_content, Content::IdTimestampBody)
    }

    /// Where the secrets come from, and the text that holds them.
    fn secrets(&self) -> Result<(String, String), Failure> {
        let Some(file) = &self.secret_file else {
            return match std::env::var(SECRET) {
                Ok(secret) => Ok((SECRET.to_owned(), secret)),
                Err(std::env::VarError::NotPresent) => Err(Failure::Usage(format!(
                    "no secret: set {SECRET}, or pass --secret-file FILE"
                ))),
                Err(std::env::VarError::NotUnicode(_)) => {
                    Err(Failure::Usage(format!("{SECRET}: is not valid Unicode")))
                }
            };
        };
        let source = format!("--secret-file {}", file.display());
        let refused = |why: &dyn std::fmt::Display| {
            Failure::Usage(format!("{source}: cannot be read: {why}"))
        };
        let file = std::fs::File::open(file).map_err(|error| refused(&error))?;
        let mut text = String::new();
        std::io::Read::read_to_string(&mut std::io::Read::take(file, MAX_BYTES), &mut text)
            .map_err(|error| refused(&error))?;
        Ok((source, text))
    }
}
