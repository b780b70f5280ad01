//! An in-process Nova for tests.
