//! Stub.
use anyhow::Result;
#[derive(clap::Args)]
pub(crate) struct Options {}
pub(crate) fn execute(_: &Options) -> Result<()> {
    Ok(())
}
