//! What a batch status means.
