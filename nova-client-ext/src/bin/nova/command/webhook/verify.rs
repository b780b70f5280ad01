//! `nova webhook verify`: verifies a saved delivery, and prints it.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::webhook::HEADERS;

use super::delivery_row::DeliveryRow;
use super::signature::SignatureArgs;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::{print, print_json};

/// Verify and print a saved webhook; needs no key and no network
#[derive(Args)]
#[command(after_help = help!(
    "The body must be the raw one, byte for byte, because it is what was signed. Exits with 0 if it is genuine, with 1 if \
     it is not or cannot be read, with 2 for an invalid secret or header. The secret is read only from a file or the \
     environment, because arguments are visible in process lists.";
    "nova webhook verify --secret-file secret.txt --header \"X-Webhook-Signature: sha256=…\" body.json"
    "curl -s … | nova webhook verify -H X-Webhook-Signature:sha256=… --json -"
))]
pub(crate) struct Verify {
    #[command(flatten)]
    signature: SignatureArgs,

    /// A header of the request; X-Webhook-Signature is required, Nova's other headers are used, the
    /// rest is ignored
    #[arg(long = "header", short = 'H', value_name = "NAME:VALUE", value_parser = header)]
    headers: Vec<(String, String)>,

    /// Also print the whole body, including the assessment
    #[arg(long)]
    body: bool,

    /// The file with the raw body; - or none reads standard input
    file: Option<PathBuf>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("is not NAME:VALUE")?;
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err("has no name before the colon".to_owned());
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

impl Verify {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let verifier = self.signature.verifier(context).await?;
        let body = input::bytes(context, &self.file.unwrap_or_else(|| "-".into())).await?;
        let mut headers = self.headers;
        let [id, ..] = HEADERS;
        // Only the signature is verified here; the ID is needed only for detecting duplicates.
        let lacks_id = !self.signature.signs_id()
            && headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case(id));
        if lacks_id {
            headers.push((id.to_owned(), "none".to_owned()));
        }
        let delivery = verifier
            .verify(&headers, &body)
            .map_err(|error| Failure::Call { error, base_url: None })?;
        let row = DeliveryRow::new(&delivery, self.body);
        let row = if lacks_id { row.without_id() } else { row };
        if context.output.json {
            print_json(&row)?;
        } else {
            let row = row
                .row()
                .map_err(|error| Failure::system("the event cannot be written", &error))?;
            print(&format!("The webhook is genuine.\n\n{}\n{row}", DeliveryRow::HEADER))?;
        }
        Ok(Exit::Success)
    }
}
