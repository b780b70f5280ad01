//! One module for each resource of the vendor other than scoring.

pub mod analytics;
pub mod criteria;
pub mod deletions;
pub mod library;
pub mod question_sets;
pub mod rate_limits;
