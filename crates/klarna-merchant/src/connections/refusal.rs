//! Connections that do not fit: told so, and closed.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Refusals under way at once. Beyond that a connection is closed without a word.
const AT_ONCE: usize = 64;

/// The time that a client has to take the answer.
const TIMEOUT: Duration = Duration::from_secs(1);

const ANSWER: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    content-type: application/problem+json\r\n\
    cache-control: no-store\r\n\
    retry-after: 2\r\n\
    connection: close\r\n\
    content-length: 146\r\n\r\n\
    {\"type\":\"about:blank\",\"title\":\"Klarna is unavailable\",\"status\":503,\
    \"code\":\"klarna_unavailable\",\"detail\":\"Too many connections. Come again later.\"}";

/// The refusals that are under way.
#[derive(Default)]
pub(super) struct Refusals(JoinSet<()>);

impl Refusals {
    pub(super) fn refuse(&mut self, stream: TcpStream) {
        while self.0.try_join_next().is_some() {}
        if self.0.len() < AT_ONCE {
            self.0.spawn(async move {
                let _ = tokio::time::timeout(TIMEOUT, answer(stream)).await;
            });
        }
    }
}

/// Reads on after the answer: closing a connection with something unread takes the answer back.
async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(ANSWER.as_bytes()).await?;
    stream.shutdown().await?;
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_as_long_as_it_says() {
        let (head, body) = ANSWER.split_once("\r\n\r\n").unwrap();
        assert!(
            head.ends_with(&format!("content-length: {}", body.len())),
            "{}",
            body.len()
        );
        let problem: checkout_contract::Problem = serde_json::from_str(body).unwrap();
        assert_eq!(problem.status, 503);
    }
}
