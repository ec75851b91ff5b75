//! The tests see what they are there to see.

use anyhow::{Result, ensure};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![errors_that_no_page_catches_are_seen]
}

/// Or no test could fail for them.
async fn errors_that_no_page_catches_are_seen(test: Test) -> Result<()> {
    Shop::in_market(&test, "SE").open_basket().await?;
    let throwing = "setTimeout(() => { throw new Error('thrown'); });
        Promise.reject(new Error('rejected'));
        console.error('only logged');";
    test.run(throwing).await?;
    let mut seen = Vec::new();
    wait_for("both errors", async || {
        seen.extend(test.take_uncaught().await);
        Ok((seen.len() >= 2).then_some(()))
    })
    .await?;
    for what in ["thrown", "rejected"] {
        ensure!(
            seen.iter().any(|it| it.contains(what)),
            "not seen: {what}, but {seen:?}"
        );
    }
    ensure!(seen.len() == 2, "seen as well: {seen:?}");
    Ok(())
}
