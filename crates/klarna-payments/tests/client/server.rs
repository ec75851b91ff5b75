//! A server that answers as told and remembers what it was asked.

use std::{
    collections::VecDeque,
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex, OnceLock},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, Uri},
};
use tokio::net::TcpSocket;
use tracing_subscriber::fmt::MakeWriter;

/// One answer; answers are given in the order they were listed.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    never: bool,
}

impl Reply {
    pub(crate) fn json(status: u16, body: serde_json::Value) -> Self {
        Self {
            body: body.to_string(),
            ..Self::empty(status)
        }
    }

    pub(crate) fn html(status: u16) -> Self {
        Self {
            body: "<html>no</html>".to_owned(),
            ..Self::empty(status)
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
            never: false,
        }
    }

    pub(crate) fn never() -> Self {
        Self {
            never: true,
            ..Self::empty(200)
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// One request as it came.
#[derive(Clone)]
pub(crate) struct Seen {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn call(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Clone)]
struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

pub(crate) struct Server {
    pub(crate) url: String,
    script: Script,
}

impl Server {
    /// Ends with the test's runtime.
    pub(crate) async fn start<const N: usize>(replies: [Reply; N]) -> Self {
        let script = Script {
            replies: Arc::new(Mutex::new(replies.into())),
            seen: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, script }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.script.seen.lock().unwrap().clone()
    }
}

async fn answer(
    State(script): State<Script>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let seen = Seen {
        method,
        uri,
        headers,
        body: body.to_vec(),
    };
    script.seen.lock().unwrap().push(seen);
    // One request too many is a teapot, which no test expects.
    let reply = script
        .replies
        .lock()
        .unwrap()
        .pop_front()
        .unwrap_or_else(|| Reply::empty(418));
    if reply.never {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// The URL of a server that reads one request, answers with these bytes and hangs up.
pub(crate) fn cut_off(start: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        // Read up to the end of the JSON body: an unread rest would turn the end into a reset.
        while !request.ends_with(b"}") {
            let mut some = [0; 4096];
            let count = connection.read(&mut some).unwrap();
            assert!(count > 0, "the request ended early");
            request.extend_from_slice(&some[..count]);
        }
        connection.write_all(start.as_bytes()).unwrap();
    });
    url
}

/// An address where nobody listens, for as long as it is kept.
///
/// The port is taken and refuses whoever calls. One that was given back could be the next test
/// server's, which would then be called instead.
pub(crate) struct Nobody {
    pub(crate) url: String,
    _port: TcpSocket,
}

pub(crate) fn nobody() -> Nobody {
    let port = TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    Nobody {
        url: format!("http://{}", port.local_addr().unwrap()),
        _port: port,
    }
}

/// What all tests of the program have logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens from the first call on. For the whole program: `tracing` decides once for all
    /// threads whether anybody listens to an event.
    pub(crate) fn shared() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let subscriber = tracing_subscriber::fmt()
                .with_writer(log.clone())
                .with_ansi(false)
                .with_max_level(tracing::Level::TRACE)
                .finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            log
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
