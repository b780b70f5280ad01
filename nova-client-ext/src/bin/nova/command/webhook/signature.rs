//! The options for webhook signatures: secrets, and the signed content.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use nova_client_ext::webhook::Verifier;
use nova_client_ext::webhook::{KeyForm, SignedContent};

use crate::args::seconds;
use crate::context::Context;
use crate::failure::Failure;
use crate::input;
use crate::settings;

const SECRET: &str = "NOVA_WEBHOOK_SECRET";

#[derive(Args)]
#[allow(
    clippy::doc_markdown,
    reason = "the comments are the help, in which backticks would be shown"
)]
pub(super) struct SignatureArgs {
    /// A file with the endpoint's secret, or several, a line each; overrides
    /// NOVA_WEBHOOK_SECRET
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    /// The key: the whole secret, without whsec_, or what the Base64 behind whsec_ encodes
    #[arg(long, value_name = "FORM", default_value = "whole")]
    key_form: Form,

    /// What is signed: the raw body, TIMESTAMP.BODY, or ID.TIMESTAMP.BODY
    #[arg(long, value_name = "CONTENT", default_value = "body")]
    signed_content: Content,

    /// Reject webhooks whose X-Webhook-Timestamp differs from now by more than this
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    tolerance: Option<Duration>,
}

// The options' help describes the values, because with a help for each value clap prints each
// option on three lines.
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
    pub(super) async fn verifier(&self, context: &Context) -> Result<Verifier, Failure> {
        let (source, secrets, open_file) = self.secrets(context).await?;
        let invalid = |error| Failure::invalid(&source, &error);
        let verifier = Verifier::from_file_content(secrets).map_err(invalid)?;
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
        let verifier = verifier.key_form(form).map_err(invalid)?.signed_content(content);
        if let Some(file) = open_file {
            context
                .warn(format!("other users can read the secrets in {file}; run: chmod 600 {file}"));
        }
        Ok(match self.tolerance {
            Some(tolerance) => verifier.tolerance(tolerance),
            None => verifier,
        })
    }

    /// Returns whether the delivery's ID is signed and therefore required.
    pub(super) fn signs_id(&self) -> bool {
        matches!(self.signed_content, Content::IdTimestampBody)
    }

    /// Returns the source of the secrets, their text, and the file if other users can read it.
    async fn secrets(
        &self,
        context: &Context,
    ) -> Result<(String, Vec<u8>, Option<String>), Failure> {
        let Some(file) = &self.secret_file else {
            return match settings::variable(SECRET)? {
                Some(secret) => Ok((SECRET.to_owned(), secret.into_bytes(), None)),
                None => Err(Failure::Usage(format!(
                    "no secret: set {SECRET}, or pass --secret-file FILE"
                ))),
            };
        };
        let source = format!("--secret-file {}", input::name(file));
        let secret = match input::secret(context, file).await {
            Ok(secret) => secret,
            Err(Failure::Input { what, .. }) => {
                return Err(Failure::Usage(format!("--secret-file {what}")));
            }
            Err(failure) => return Err(failure),
        };
        let open_file = secret.is_readable_by_others.then(|| input::name(file));
        Ok((source, secret.content, open_file))
    }
}
