//! The tests are in `browser/`.
