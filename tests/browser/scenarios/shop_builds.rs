//! The preview shop as its other commands build it: `trunk serve`, and `cargo xtask demo`, which does
//! without trunk. All other tests are of what `trunk build` makes.

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    harness::{Program, Scenario, Test, wait_for},
    pages::Shop,
    scenarios::scenarios,
};

/// Those for which the environment says that the build is there.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    if env::var_os("TRUNK_SERVE").is_some() {
        all.extend(scenarios![buys_in_what_trunk_serves]);
    }
    if let Some(site) = env::var_os("DEMO_SITE") {
        let demo = scenarios![buys_in_the_demo];
        all.extend(demo.into_iter().map(|it| it.in_site(&site)));
    }
    all
}

async fn buys_in_the_demo(test: Test) -> Result<()> {
    let url = test.shop_url().to_owned();
    buys(&test, &url).await
}

async fn buys_in_what_trunk_serves(test: Test) -> Result<()> {
    let server = trunk_serve(&test)?;
    buys(&test, server.url()).await
}

async fn buys(test: &Test, url: &str) -> Result<()> {
    let shop = Shop::in_market(test, "SE");
    let checkout = format!("{url}/checkout?market=SE");
    test.browser().goto(checkout).await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    wait_for("the confirmation", async || {
        let url = test.browser().current_url().await?;
        Ok((url.path() == "/confirmation").then_some(()))
    })
    .await?;
    shop.one_order().await?;
    Ok(())
}

/// Starts `trunk serve` on a free port, with the committed configuration in front of the test's own
/// merchant server. It listens once the shop is built.
fn trunk_serve(test: &Test) -> Result<Program> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trunk-serve");
    fs::create_dir_all(&folder)?;
    let mut trunk = Command::new("trunk");
    trunk
        .args(["serve", "--offline", "--no-autoreload", "--config"])
        .arg(configuration(test, &folder)?)
        .args(["--port", &port.to_string(), "--dist"])
        .arg(folder.join("dist"))
        .arg("--watch")
        .arg(repository().join("style"))
        .arg(repository().join("index.html"))
        .env_remove("NO_COLOR");
    let address = format!("http://127.0.0.1:{port}");
    Program::start(&mut trunk, |line| {
        line.contains(&format!("{address}/"))
            .then(|| address.clone())
    })
}

/// Writes the committed configuration with the test's merchant server in the place of the demo's, and
/// without the paths, which would be relative to this file: the command line has them.
fn configuration(test: &Test, folder: &Path) -> Result<PathBuf> {
    let path = repository().join("Trunk.toml");
    let committed =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = committed.lines().filter(|line| {
        !["target =", "dist =", "watch ="]
            .iter()
            .any(|path| line.starts_with(path))
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let file = folder.join("Trunk.toml");
    fs::write(
        &file,
        text.replace("http://127.0.0.1:8080", test.shop_url()),
    )?;
    Ok(file)
}

fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}
