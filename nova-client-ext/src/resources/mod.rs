//! One module for each of the vendor's resources besides scoring.

pub mod analytics;
pub mod criteria;
pub mod deletions;
pub mod library;
pub mod question_sets;
pub mod rate_limits;
