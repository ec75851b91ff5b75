//! What a test asks of the page by script, and the keys it presses.

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::TypingData;

use super::{Test, wait_for};

impl Test {
    /// Runs statements in the page.
    pub(crate) async fn run(&self, statements: &str) -> Result<()> {
        self.browser().execute(statements, vec![]).await?;
        Ok(())
    }

    /// Gives the value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> Result<Value> {
        let code = format!("return ({expression});");
        let value = self.browser().execute(code, vec![]).await?;
        Ok(value.json().clone())
    }

    /// Waits until an expression is true.
    pub(crate) async fn wait_until(&self, expression: &str) -> Result<()> {
        wait_for(expression, async || {
            Ok((self.value(expression).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(crate) async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let keys = self.browser().action_chain().send_keys(keys);
        Ok(keys.perform().await?)
    }
}
