//! The pages of `examples/`: the checkout in each of them comes, goes, comes back and is paid.

use std::{env, path::PathBuf};

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::Example,
};

/// The examples with the element, and where the page of each is below `EXAMPLES`.
const PAGES: [(&str, &str); 4] = [
    ("plain_html", "plain-html"),
    ("react", "react/dist"),
    ("vue", "vue/dist"),
    ("svelte", "svelte/dist"),
];

/// Only where `EXAMPLES` says where they are built.
pub(crate) fn all() -> Vec<Scenario> {
    let Some(examples) = env::var_os("EXAMPLES").map(PathBuf::from) else {
        return Vec::new();
    };
    let of_page = |(name, page): (&str, &str)| {
        let site = examples.join(page);
        [
            Scenario::new(format!("examples::buys_in_{name}"), async |test| {
                let page = Example::open(&test).await?;
                buys(&test, &page).await
            })
            .in_site(&site),
            Scenario::new(
                format!("examples::says_what_is_wrong_in_{name}"),
                says_what_is_wrong,
            )
            .in_site(site),
        ]
    };
    PAGES.into_iter().flat_map(of_page).collect()
}

/// A whole purchase, with a way back to the basket in between.
pub(super) async fn buys(test: &Test, page: &Example<'_>) -> Result<()> {
    page.go_to_checkout().await?;
    page.go_to_basket().await?;
    page.wait_for_no_checkout().await?;
    page.go_to_checkout().await?;
    page.pay_and_approve().await?;
    let order = page.order().await?;
    page.wait_for_no_checkout().await?;

    ensure!(page.is_same_document().await?, "the page was loaded anew");
    let requests = page.script_requests().await?;
    ensure!(
        requests == 1,
        "Klarna's script was requested {requests} times"
    );
    let orders = test.sandbox().orders().await?;
    ensure!(
        orders == [order.as_str()],
        "the page shows {order}, Klarna holds {orders:?}"
    );
    let calls = test.sandbox().order_calls().await?;
    ensure!(calls.len() == 1, "Klarna was asked for orders: {calls:?}");
    Ok(())
}

/// The page hears of a failure, and of its end.
pub(super) async fn says_what_is_wrong(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let page = Example::open(&test).await?;
    test.click("#to-checkout").await?;
    let shown = test.text("#problem").await?;
    ensure!(shown.contains("script-blocked"), "{shown}");
    test.sandbox().clear_faults().await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_ready().await?;
    let gone = "!document.querySelector('#problem')?.checkVisibility()";
    test.wait_until(gone).await
}
