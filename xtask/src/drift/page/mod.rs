//! stub
use super::{document::Document, finding::Report, source::Source};
use crate::workspace::Unable;
pub fn is_page(_: &Source) -> bool { false }
pub fn compare(_: &Document, _: &Source) -> Result<Report, Unable> { Err(Unable("todo".into())) }
pub fn folder(_: &Document, _: &std::path::Path) -> Result<Report, Unable> { Err(Unable("todo".into())) }
