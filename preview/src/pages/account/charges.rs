//! The charges of a subscription.

use demo_shop_api::{Charge, ChargeStatus, Money};
use leptos::prelude::*;

use crate::{format, shop::confirmation_path};

/// The charges of a subscription, newest first.
#[component]
pub(super) fn Charges(
    /// The charges, oldest first.
    #[prop(into)]
    charges: Signal<Vec<Charge>>,
    /// The amount of each charge; one-time.
    amount: Money,
    /// The locale of amounts and days; one-time.
    locale: String,
) -> impl IntoView {
    let amount = StoredValue::new(format::money(amount, &locale));
    let locale = StoredValue::new(locale);
    let is_empty = Memo::new(move |_| charges.with(Vec::is_empty));
    let newest_first = move || {
        let mut charges = charges.get();
        charges.reverse();
        charges
    };
    // Every field that can change is in the key: a changed charge is drawn again, the others stay.
    let key = |charge: &Charge| {
        let Charge {
            period,
            status,
            attempts,
            ..
        } = charge;
        (
            *period,
            *status,
            *attempts,
            charge.next_try_at.clone(),
            charge.reason.clone(),
        )
    };
    view! {
        <section class="charges">
            <h3 class="charges__title">"Charges"</h3>
            <p class="small" hidden=move || !is_empty.get()>
                "None yet. The first one comes on the day above."
            </p>
            <ol class="charges__list" hidden=is_empty>
                <For each=newest_first key=key let:charge>
                    <Row charge amount=amount.get_value() locale=locale.get_value()/>
                </For>
            </ol>
        </section>
    }
}

#[component]
fn Row(charge: Charge, amount: String, locale: String) -> impl IntoView {
    let (class, words) = match charge.status {
        ChargeStatus::Charged => ("status status--good", "Charged"),
        ChargeStatus::Failed => ("status status--bad", "Not charged"),
        ChargeStatus::Open => ("status status--waiting", open_label(&charge)),
    };
    let details = details(&charge, &locale);
    let order = charge.order_id.clone().map(|id| {
        let link = confirmation_path(&id);
        view! { <a class="charge__order" href=link>{id}</a> }
    });
    view! {
        <li class="charge" data-period=charge.period>
            <span class="charge__what">
                <span class="charge__day">{format::day(&charge.due_on, &locale)}</span>
                {order}
                {details.map(|it| view! { <span class="charge__details">{it}</span> })}
            </span>
            <span class="charge__amount">{amount}</span>
            <span class=class>{words}</span>
        </li>
    }
}

/// Returns the label of a charge that is neither charged nor failed.
fn open_label(charge: &Charge) -> &'static str {
    if charge.next_try_at.is_some() {
        "Trying again"
    } else if charge.reason.as_deref() == Some(Charge::OUTCOME_UNKNOWN) {
        "Being looked into"
    } else if charge.attempts > 0 {
        "Being charged"
    } else {
        "Due"
    }
}

/// Returns the number of tries, Klarna's code for the failure, and the time of the next try.
fn details(charge: &Charge, locale: &str) -> Option<String> {
    if charge.status == ChargeStatus::Charged {
        return None;
    }
    let tries = match charge.attempts {
        0 => None,
        1 => Some("Tried once".to_owned()),
        n => Some(format!("Tried {n} times")),
    };
    let reason = charge.reason.as_ref().map(|it| format!("Klarna says {it}"));
    let next = charge.next_try_at.as_deref();
    let next = next.map(|at| format!("next try {}", format::time(at, locale)));
    let parts: Vec<_> = [tries, reason, next].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
