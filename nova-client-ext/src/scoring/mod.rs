//! stub
#[derive(Debug)]
pub struct BatchReport;
impl BatchReport {
    pub fn new(_: &nova_client::types::ScoringBatchStatus) -> Self {
        Self
    }
}
#[derive(Debug, Clone, Copy)]
pub struct Remedy;
impl Remedy {
    pub fn for_code(_: &nova_client::types::ErrorCode) -> Self {
        Self
    }
}
