//! Runs scenarios: each with servers of its own, in a browser session out of a small pool.

mod artifacts;
mod chromedriver;
mod console;
mod log;
mod policy;
mod pool;
mod program;
mod sandbox;
mod scenario;
mod script;
mod shadow;
mod test;
mod wait;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

use self::pool::Pool;
pub(crate) use self::{
    log::written as merchants_log,
    policy::{DocumentedPolicy, ShopPolicy, Source, cdn},
    program::Program,
    sandbox::{Call, Sandbox},
    scenario::Scenario,
    test::Test,
    wait::wait_for,
};

/// How many tests run at once, each in a browser of its own.
const SESSIONS: usize = 2;

/// No test takes longer; whatever hangs is reported as a failure.
const TEST_TIMEOUT: Duration = Duration::from_secs(120);

/// Runs the scenarios that the command line asks for.
pub(crate) fn run(scenarios: Vec<Scenario>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(
        arguments
            .test_threads
            .unwrap_or(SESSIONS)
            .clamp(1, SESSIONS),
    );
    match run_all(&arguments, scenarios) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(arguments: &Arguments, scenarios: Vec<Scenario>) -> Result<ExitCode> {
    // Both reqwest and thirtyfour ask for a provider, even for plain HTTP. A second call to this
    // is the only error, and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    log::keep();
    let runtime = Arc::new(Runtime::new().context("cannot start an async runtime")?);
    let pool = Arc::new(Pool::new());
    let trials = scenarios
        .into_iter()
        .map(|scenario| {
            let (runtime, pool) = (runtime.clone(), pool.clone());
            let name = scenario.name().to_owned();
            Trial::test(name, move || {
                run_one(&runtime, &pool, &scenario)
                    .map_err(|error| Failed::from(format!("{error:#}")))
            })
        })
        .collect();
    let conclusion = libtest_mimic::run(arguments, trials);
    runtime.block_on(pool.close());
    Ok(conclusion.exit_code())
}

fn run_one(runtime: &Runtime, pool: &Pool, scenario: &Scenario) -> Result<()> {
    let browser = runtime.block_on(pool.take())?;
    let test = runtime.block_on(Test::start(browser.clone(), scenario))?;
    // Not spawned: what a test awaits need not be `Send`.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            tokio::time::timeout(TEST_TIMEOUT, scenario.run(test.clone()))
                .await
                .unwrap_or_else(|_| Err(anyhow!("not done within {TEST_TIMEOUT:?}")))
        })
    }))
    .unwrap_or_else(|panic| Err(anyhow!("panicked: {}", panic_message(panic.as_ref()))));
    runtime.block_on(async {
        let console = console::read(&browser).await;
        let outcome = outcome.and_then(|()| scenario.judge(&console));
        let outcome = match outcome {
            Ok(()) => Ok(()),
            Err(error) => {
                let folder = artifacts::save(scenario.name(), &test, &console, &error).await;
                Err(error.context(format!("see {}", folder.display())))
            }
        };
        pool.give_back(browser).await;
        outcome
    })
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}
