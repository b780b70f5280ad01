//! `nova webhook …`: webhooks from Nova to a service.

mod delivery_row;
mod listen;
mod signature;
mod trigger;
mod verify;

use clap::Subcommand;

pub(super) use listen::WebhookLine;
pub(super) use trigger::Triggered;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Verify(verify::Verify),
    Listen(listen::Listen),
    Trigger(trigger::Trigger),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Verify(verify) => verify.run(context).await,
            Self::Listen(listen) => listen.run(context).await,
            Self::Trigger(trigger) => trigger.run(context).await,
        }
    }
}
