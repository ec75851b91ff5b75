//! Every error of the client, built without a network.

use std::{
    io,
    pin::pin,
    task::{Context, Poll, Waker},
};

use klarna_payments::{
    Client, ClientConfig, Credentials, Invalid, KlarnaError, Malformation, Refusal, SessionId,
    SessionUpdate,
};

/// A refusal. The client makes one by itself for an id that Klarna cannot have given.
pub(crate) fn refusal() -> Refusal {
    let credentials = Credentials::new("user", "password");
    let client = Client::new(ClientConfig::new("http://127.0.0.1:1", credentials)).unwrap();
    let id = SessionId::new("");
    let reading = pin!(client.read_session(&id));
    let mut context = Context::from_waker(Waker::noop());
    match reading.poll(&mut context) {
        Poll::Ready(Err(error)) => error.refusal().unwrap().clone(),
        other => unreachable!("a call that is not sent: {other:?}"),
    }
}

/// A request that breaks one of Klarna's published limits.
pub(crate) fn invalid() -> Invalid {
    let update = SessionUpdate {
        merchant_reference1: Some("r".repeat(256)),
        ..SessionUpdate::default()
    };
    update.validate().unwrap_err()
}

/// A success that cannot be read.
pub(crate) fn malformed() -> KlarnaError {
    KlarnaError::Malformed {
        status: 200,
        reason: Malformation::NotJson,
        correlation_id: None,
    }
}

/// A failure of the connection.
pub(crate) fn broken() -> io::Error {
    io::Error::other("broken")
}
