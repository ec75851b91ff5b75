//! The program's commands for outcomes that only a person can find out.

use anyhow::bail;
use clap::{Args, Subcommand};
use klarna_merchant::{Answer, Config, OpenOutcome, Outcomes};
use klarna_payments::OrderId;

/// Lists, shows and settles outcomes that only a person can find out.
#[derive(Subcommand)]
pub(crate) enum OutcomesCommand {
    /// Lists what waits for a person, a line each.
    List,
    /// Shows one, with what to look for in Klarna's portal.
    Show {
        /// The shop's order number.
        number: String,
    },
    /// Records what a person has found, with the reason. The answer is kept for good.
    Settle(Settle),
}

#[derive(Args)]
pub(crate) struct Settle {
    /// The shop's order number.
    number: String,
    #[command(flatten)]
    found: Found,
    /// The reason: who has looked where, and when.
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Found {
    /// Klarna has this order, under the shop's order number.
    #[arg(long, value_name = "KLARNA_ORDER_ID")]
    placed: Option<String>,
    /// Klarna has no order under the number.
    #[arg(long)]
    failed: bool,
    /// The message is seen, and acted upon.
    #[arg(long)]
    seen: bool,
}

/// Runs a command over the shop's database.
pub(crate) async fn run(command: OutcomesCommand, config: &Config) -> anyhow::Result<()> {
    let outcomes = Outcomes::open(config)?;
    match command {
        OutcomesCommand::List => {
            for outcome in outcomes.list().await? {
                println!("{}", line(&outcome));
            }
        }
        OutcomesCommand::Show { number } => {
            let all = outcomes.list().await?;
            let found: Vec<_> = all.iter().filter(|it| it.order_number == number).collect();
            if found.is_empty() {
                bail!("nothing waits for an answer under order {number}");
            }
            for outcome in found {
                println!("{}\n{}", line(outcome), outcome.kind.advice());
            }
        }
        OutcomesCommand::Settle(Settle {
            number,
            found,
            reason,
        }) => {
            let answer = match found {
                Found {
                    placed: Some(id), ..
                } => Answer::Placed(OrderId::new(id)),
                Found { failed: true, .. } => Answer::Failed,
                Found { .. } => Answer::Seen,
            };
            outcomes.settle(&number, answer, &reason).await?;
            println!("settled: {number}");
        }
    }
    Ok(())
}

/// Returns one line: the order number, the kind, since when, the amount, and Klarna's id.
fn line(outcome: &OpenOutcome) -> String {
    let amount = outcome.market.zip(outcome.amount).map(|(market, amount)| {
        let (units, currency) = (amount.minor_units.0, amount.currency.code());
        format!("{units} minor units {currency} in {}", market.code())
    });
    let id = outcome.klarna_order_id.as_ref();
    let parts = [
        Some(format!(
            "{} {} since {}",
            outcome.order_number,
            outcome.kind.name(),
            outcome.since
        )),
        amount,
        id.map(|id| format!("Klarna's order {id}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
