//! A page with nothing but a container and a button, to call the SDK on.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::Test;

/// What the page keeps: `answers` that callbacks got, `rejections` nobody handled, `calledBack` for
/// the calls of `klarnaAsyncCallback`. `attempt(call)` tells what came of a call; `frames_in(parent)` finds
/// iframes in shadow roots too.
const RECORDER: &str = r#"
window.answers = [];
window.hear = (answer) => { answers.push(answer); };
window.rejections = [];
window.addEventListener("unhandledrejection", (event) => rejections.push(event.reason.name));
window.calledBack = [];
window.klarnaAsyncCallback = function () { calledBack.push(arguments.length); };
window.attempt = (call) => {
  const before = answers.length;
  let returned = null;
  let threw = null;
  try {
    returned = typeof call();
  } catch (error) {
    threw = error.name;
  }
  return { returned, threw, heard: answers.slice(before) };
};
window.frames_in = (parent) => deepQueryAll("iframe")
  .filter((frame) => parent.contains(frame.getRootNode().host ?? frame));
window.frames_of = (parent) => frames_in(parent).map((frame) => frame.id);
"#;

/// Adds the script and calls back once it has run. Fetched with CORS, because browsers keep the
/// unhandled rejections of other origins' scripts from the page.
const RUN_SCRIPT: &str = r"
const [source, done] = arguments;
const tag = document.createElement('script');
tag.crossOrigin = 'anonymous';
tag.src = source;
tag.onload = () => done('load');
tag.onerror = () => done('error');
document.head.append(tag);
";

/// The bare page. Its origin is another one than the SDK's, as a shop's is.
pub(crate) struct Bare<'test> {
    test: &'test Test,
    script: String,
}

/// What came of a call.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Attempt {
    /// The type of what it returned.
    pub(crate) returned: Option<String>,
    /// The name of what it threw.
    pub(crate) threw: Option<String>,
    /// What its callback was called with before it returned or threw.
    pub(crate) heard: Vec<Value>,
}

impl Attempt {
    /// The callback heard `answer`, and then the caller had to catch an error of that name.
    pub(crate) fn called_back_then_threw(&self, answer: Value, name: &str) -> Result<()> {
        let expected = Self {
            returned: None,
            threw: Some(name.to_owned()),
            heard: vec![answer],
        };
        ensure!(*self == expected, "{self:?}");
        Ok(())
    }

    /// The caller had to catch an error of that name, and the callback heard nothing.
    pub(crate) fn threw_alone(&self, name: &str) -> Result<()> {
        let expected = Self {
            returned: None,
            threw: Some(name.to_owned()),
            heard: Vec::new(),
        };
        ensure!(*self == expected, "{self:?}");
        Ok(())
    }
}

impl<'test> Bare<'test> {
    /// On `localhost`, with the SDK from another host.
    pub(crate) async fn open(test: &'test Test) -> Result<Self> {
        let page = Self::without_sdk(test, "localhost").await?;
        ensure!(
            page.run_script().await? == "load",
            "the script does not run"
        );
        Ok(page)
    }

    /// On `localhost`, with the SDK started for a new session.
    pub(crate) async fn with_session(test: &'test Test) -> Result<Self> {
        let page = Self::open(test).await?;
        page.start_session("token").await?;
        page.run("Klarna.Payments.init({ client_token: token })")
            .await?;
        Ok(page)
    }

    /// The same with another session: its fields in place of the usual ones.
    pub(crate) async fn with_session_of(test: &'test Test, fields: Value) -> Result<Self> {
        let page = Self::open(test).await?;
        page.start_session_of("token", fields).await?;
        page.run("Klarna.Payments.init({ client_token: token })")
            .await?;
        Ok(page)
    }

    /// The next page of a checkout: nothing is left of this one but the session.
    pub(crate) async fn next_page(self) -> Result<Self> {
        let token = self.value("token").await?;
        let page = Self::open(self.test).await?;
        self.test
            .browser()
            .execute("window.token = arguments[0];", vec![token])
            .await?;
        page.run("Klarna.Payments.init({ client_token: token })")
            .await?;
        Ok(page)
    }

    /// On `localhost`, with the SDK started and its widget loaded.
    pub(crate) async fn with_widget(test: &'test Test) -> Result<Self> {
        let page = Self::with_session(test).await?;
        let answer = page.load("{}").await?;
        ensure!(
            answer == json!({ "show_form": true }),
            "load answers {answer}"
        );
        Ok(page)
    }

    /// On a host, without the SDK.
    pub(crate) async fn without_sdk(test: &'test Test, host: &str) -> Result<Self> {
        let script = format!("{}/kp/lib/v1/api.js", test.sandbox().url());
        let page = test.sandbox().url().replace("127.0.0.1", host);
        test.browser().goto(format!("{page}/kp/bare")).await?;
        test.browser().execute(RECORDER, vec![]).await?;
        Ok(Self { test, script })
    }

    /// The same with the SDK from that host.
    pub(crate) fn with_script_of(mut self, host: &str) -> Self {
        self.script = self.script.replace("127.0.0.1", host);
        self
    }

    /// Adds a script tag and waits for its event: `load` or `error`.
    pub(crate) async fn run_script(&self) -> Result<String> {
        let source = vec![json!(self.script)];
        let event = self
            .test
            .browser()
            .execute_async(RUN_SCRIPT, source)
            .await?;
        Ok(event.convert()?)
    }

    /// Creates a session of 95 euros in Germany, and keeps its client token as a variable of the page.
    pub(crate) async fn start_session(&self, variable: &str) -> Result<String> {
        self.start_session_of(variable, json!({})).await
    }

    /// The same with some fields in place of the usual ones.
    pub(crate) async fn start_session_of(&self, variable: &str, fields: Value) -> Result<String> {
        let created = create_session(self.test.sandbox().url(), fields).await?;
        let code = format!("window.{variable} = arguments[0];");
        let token = vec![json!(created.client_token)];
        self.test.browser().execute(code, token).await?;
        Ok(created.session_id)
    }

    /// Runs a statement.
    pub(crate) async fn run(&self, statement: &str) -> Result<()> {
        self.test.run(statement).await
    }

    /// Gives the value of an expression.
    pub(crate) async fn value(&self, expression: &str) -> Result<Value> {
        self.test.value(expression).await
    }

    /// Makes a call with `hear` for its callback, and tells what came of it.
    pub(crate) async fn attempt(&self, call: &str) -> Result<Attempt> {
        let outcome = self.value(&format!("attempt(() => {call})")).await?;
        serde_json::from_value(outcome).context("the recorder tells something else")
    }

    /// Waits until an expression is true.
    pub(crate) async fn wait_until(&self, expression: &str) -> Result<()> {
        self.test.wait_until(expression).await
    }

    /// Loads category `klarna` into the container with some data, and gives the answer.
    pub(crate) async fn load(&self, data: &str) -> Result<Value> {
        let options = "{ container: '#container', payment_method_category: 'klarna' }";
        self.answer_to(&format!("Klarna.Payments.load({options}, {data}, hear)"))
            .await
    }

    /// Makes a call and gives its answer.
    pub(crate) async fn answer_to(&self, call: &str) -> Result<Value> {
        let heard = self.heard().await?;
        self.run(call).await?;
        self.answer_after(heard).await
    }

    /// How many answers callbacks got.
    pub(crate) async fn heard(&self) -> Result<u64> {
        let count = self.value("answers.length").await?;
        count.as_u64().context("no count")
    }

    /// Waits for the next answer after so many.
    pub(crate) async fn answer_after(&self, count: u64) -> Result<Value> {
        self.wait_until(&format!("answers.length > {count}"))
            .await?;
        self.value(&format!("answers[{count}]")).await
    }

    /// Clicks the button, which makes that call.
    pub(crate) async fn click_to(&self, call: &str) -> Result<()> {
        let handler = format!("document.getElementById('pay').onclick = () => {{ {call}; }};");
        self.run(&handler).await?;
        self.test.click("#pay").await
    }

    /// Clicks the button, which authorizes category `klarna` with some data.
    pub(crate) async fn authorize(&self, data: &str) -> Result<()> {
        let options = "{ payment_method_category: 'klarna' }";
        self.click_to(&format!(
            "Klarna.Payments.authorize({options}, {data}, hear)"
        ))
        .await
    }

    /// Goes into an iframe of the page.
    pub(crate) async fn enter_frame(&self, css: &str) -> Result<()> {
        self.test.enter_frame(css).await
    }

    /// Comes out of it again.
    pub(crate) async fn leave_frame(&self) -> Result<()> {
        self.test.leave_frames().await
    }
}

#[derive(Deserialize)]
struct Created {
    session_id: String,
    client_token: String,
}

async fn create_session(sandbox: &str, fields: Value) -> Result<Created> {
    let mut body = json!({
        "purchase_country": "DE", "purchase_currency": "EUR", "locale": "de-DE",
        "order_amount": 9500, "order_tax_amount": 1517,
        "order_lines": [{
            "name": "Becher", "quantity": 1, "unit_price": 9500, "total_amount": 9500,
            "tax_rate": 1900, "total_tax_amount": 1517,
        }],
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let answer = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .post(format!("{sandbox}/payments/v1/sessions"))
        .basic_auth("Bare page", Some("sandbox"))
        .json(&body)
        .send()
        .await?;
    Ok(answer.error_for_status()?.json().await?)
}
