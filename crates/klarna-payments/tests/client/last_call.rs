//! Klarna's name for the last call of some work.

use klarna_payments::LastCall;

use crate::{client, place, placed, refused, server::Server};

#[tokio::test]
async fn it_is_that_of_the_last_try_whichever_task_makes_it() {
    let server = Server::start([
        refused(503, "SERVICE_UNAVAILABLE").header("klarna-correlation-id", "last-1"),
        placed().header("klarna-correlation-id", "last-2"),
        placed(),
    ])
    .await;
    let client = client(&server);
    let last = LastCall::default();
    assert_eq!(last.correlation_id(), None);
    let work = async {
        place(&client).await.unwrap();
        last.correlation_id()
    };
    let seen = last.clone().of(work).await;
    assert_eq!(seen.unwrap().as_str(), "last-2");

    // One that Klarna has no name for.
    let other = client.clone();
    let work = async {
        let work = LastCall::here().of(async move { place(&other).await.unwrap() });
        tokio::spawn(work).await.unwrap();
    };
    last.clone().of(work).await;
    assert_eq!(last.correlation_id(), None);
}
