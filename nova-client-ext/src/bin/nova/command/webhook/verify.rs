//! `nova webhook verify`: is a saved delivery genuine, and what does it say.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::webhook::HEADERS;

use super::line::Line;
use super::manner::Manner;
use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};

/// The largest body that is read, in MiB.
const LARGEST: u64 = 16;

/// Say whether a saved webhook is genuine, and what it tells; needs no key and no network
#[derive(Args)]
#[command(after_help = more!(
    "The body must be the raw one, byte for byte: it is what was signed. Exits with 0 if it is genuine, with 1 if it is \
     not or cannot be read, with 2 for a secret or a header that cannot be right. The secret is taken from a file or the \
     environment only, since arguments show in process lists.";
    "nova webhook verify --secret-file secret.txt --header \"X-Webhook-Signature: sha256=…\" body.json"
    "curl -s … | nova webhook verify -H X-Webhook-Signature:sha256=… --json -"
))]
pub(crate) struct Verify {
    #[command(flatten)]
    manner: Manner,

    /// A header of the request; X-Webhook-Signature is needed, others of Nova's are used, the rest is ignored
    #[arg(long = "header", short = 'H', value_name = "NAME:VALUE", value_parser = header)]
    headers: Vec<(String, String)>,

    /// Print the whole body too, the assessment included
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
        let verifier = self.manner.verifier()?;
        let file = self.file.filter(|file| file != Path::new("-"));
        let name = file.as_ref().map_or("standard input".to_owned(), |file| file.display().to_string());
        let reading = tokio::task::spawn_blocking(move || match file {
            Some(file) => read(File::open(file)?),
            None => read(io::stdin().lock()),
        });
        let refuse = |why: String| Failure::Input { what: format!("{name}: {why}"), decode: None };
        let body = context
            .within(reading)
            .await?
            .unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
            .map_err(|error| refuse(format!("cannot be read: {error}")))?;
        if body.len() as u64 > LARGEST * 1024 * 1024 {
            return Err(refuse(format!("holds more than {LARGEST} MiB, which is no webhook")));
        }
        let mut headers = self.headers;
        let [id, ..] = HEADERS;
        // Whoever asks here wants to know of the signature; the id is for those who handle deliveries.
        let lacks_id = !self.manner.signs_id() && headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case(id));
        if lacks_id {
            headers.push((id.to_owned(), "none".to_owned()));
        }
        let delivery = verifier.verify(&headers, &body).map_err(|error| Failure::Call { error, base_url: None })?;
        let line = Line::new(&delivery, self.body);
        let line = if lacks_id { line.without_id() } else { line };
        if context.output.json {
            print_json(&line)?;
        } else {
            let row = line.row().map_err(|error| Failure::system("the event cannot be written", &error))?;
            print(&format!("The webhook is genuine.\n\n{}\n{row}", Line::HEADER))?;
        }
        Ok(Exit::Success)
    }
}

/// Reads it all; one byte more than allowed is enough to know that there is too much.
fn read(file: impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    file.take(LARGEST * 1024 * 1024 + 1).read_to_end(&mut body)?;
    Ok(body)
}
