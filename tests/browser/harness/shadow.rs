//! A way for tests into closed shadow roots, which Klarna's SDK draws its widget in.

use anyhow::Result;
use serde_json::json;
use thirtyfour::{WebDriver, WebElement};

/// Runs at the start of every document. `deepQuery("#place iframe")` is `querySelector` that also finds
/// what is in a shadow root below `#place`; `deepQueryAll` gives all of them. The page itself sees closed
/// roots as closed.
const KEEP_ROOTS: &str = r"
(() => {
  const roots = [];
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    roots.push([this, root]);
    return root;
  };
  const deepQueryAll = (css) => {
    const [, above, last] = /^(?:(.*)\s)?(\S+)$/.exec(css);
    const below = roots.flatMap(([host, root]) =>
      host.isConnected && (!above || host.matches(`${above} *`)) ? [...root.querySelectorAll(last)] : []);
    return [...document.querySelectorAll(css), ...below];
  };
  const deepQuery = (css) => deepQueryAll(css)[0] ?? null;
  for (const value of [deepQuery, deepQueryAll])
    Object.defineProperty(window, value.name, { value });
})();
";

/// Lets tests find what is in the shadow roots of this browser's pages.
pub(super) async fn open_to_tests(browser: &WebDriver) -> Result<()> {
    let script = json!({ "source": KEEP_ROOTS });
    let tools = browser.cdp();
    tools
        .send_raw("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    Ok(())
}

/// The first element of the page for which the selector stands, in the document or in a shadow root.
pub(super) async fn find(browser: &WebDriver, css: &str) -> Result<Option<WebElement>> {
    // Windows that the page has opened have no such function.
    let code = "return window.deepQuery ? deepQuery(arguments[0]) : null;";
    let found = browser.execute(code, vec![json!(css)]).await?;
    if found.json().is_null() {
        return Ok(None);
    }
    Ok(Some(found.element()?))
}
