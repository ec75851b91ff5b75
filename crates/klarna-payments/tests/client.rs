//! The client against a server of our own.
