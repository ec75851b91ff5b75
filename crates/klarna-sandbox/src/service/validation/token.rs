//! Customer tokens and the orders made with them. Source: the customer token API's description, whose
//! limits are not those of the Payments API.

use serde_json::Value;

use super::{
    BadFields, amounts, attachment,
    format::{is_country_code, is_currency_code, is_locale},
    market, matching, person,
    rule::{self, Field, Rule},
    table::{self, AT_LEAST_ONE, NOT_NEGATIVE},
    taken,
};
use crate::model::{Fields, StoredToken, text_at};

/// Customer token create.
const TOKEN: &[Field] = &[
    Field::required("description", Rule::Text { min: 1, max: 255 }),
    // Klarna's guide writes it small, its description large.
    Field::required(
        "intended_use",
        Rule::OneOf(&["SUBSCRIPTION", "subscription"]),
    ),
    Field::required("locale", Rule::Form(is_locale)),
    Field::required("purchase_country", Rule::Form(is_country_code)),
    Field::required("purchase_currency", Rule::Form(is_currency_code)),
    Field::optional("billing_address", Rule::Object(table::ADDRESS)),
    Field::optional("customer", Rule::Object(table::CUSTOMER)),
];

/// Order create with a customer token.
const TOKEN_ORDER: &[Field] = &[
    Field::required("purchase_currency", Rule::Form(is_currency_code)),
    // Not in the description.
    Field::optional("purchase_country", Rule::Form(is_country_code)),
    Field::required("order_amount", AT_LEAST_ONE),
    Field::required("order_tax_amount", NOT_NEGATIVE),
    Field::required("order_lines", LINES),
    Field::optional("auto_capture", Rule::Flag),
    Field::optional("locale", Rule::Form(is_locale)),
    Field::optional("merchant_reference1", Rule::Reference),
    Field::optional("merchant_reference2", Rule::Reference),
    Field::optional("merchant_data", Rule::up_to(6000)),
    Field::optional("merchant_urls", Rule::Object(URLS)),
    Field::optional("shipping_address", Rule::Object(table::ADDRESS)),
    Field::optional("attachment", Rule::Object(table::ATTACHMENT)),
    // From Klarna's guide to step-up: not in the description.
    Field::optional("step_up", Rule::OneOf(&["SUPPORTED", "NOT_SUPPORTED"])),
];

const URLS: &[Field] = &[
    Field::required("confirmation", table::URL),
    Field::or_empty("push", table::URL),
];

const LINE_TYPES: &[&str] = &[
    "physical",
    "discount",
    "shipping_fee",
    "sales_tax",
    "digital",
    "gift_card",
    "store_credit",
    "surcharge",
];

const SUBSCRIPTION: &[Field] = &[
    Field::required("name", Rule::ANY_TEXT),
    Field::required("interval", table::INTERVAL),
    Field::required("interval_count", AT_LEAST_ONE),
];

/// Half of what the Payments API takes.
const LINE_AMOUNT: Rule = Rule::Whole {
    min: i64::MIN,
    max: 100_000_000,
};

const LINES: Rule = Rule::List {
    min: 1,
    max: 1000,
    of: &Rule::Object(LINE),
};

const LINE: &[Field] = &[
    Field::optional("type", Rule::OneOf(LINE_TYPES)),
    Field::optional("reference", Rule::up_to(256)),
    Field::required("name", Rule::Text { min: 1, max: 255 }),
    Field::required("quantity", NOT_NEGATIVE),
    Field::optional("quantity_unit", Rule::ANY_TEXT),
    Field::required("unit_price", LINE_AMOUNT),
    Field::optional("tax_rate", table::ANY_AMOUNT),
    Field::required("total_amount", LINE_AMOUNT),
    Field::optional("total_discount_amount", NOT_NEGATIVE),
    Field::optional("total_tax_amount", table::ANY_AMOUNT),
    Field::optional("image_url", Rule::up_to(1024)),
    Field::optional("product_url", Rule::up_to(1024)),
    Field::optional("merchant_data", Rule::up_to(255)),
    Field::optional(
        "product_identifiers",
        Rule::Object(table::PRODUCT_IDENTIFIERS),
    ),
    Field::optional("subscription", Rule::Object(SUBSCRIPTION)),
];

/// The body of a customer token create: its fields, checked.
pub(crate) fn new_token(body: &Value) -> Result<Fields, BadFields> {
    let fields = rule::read(TOKEN, body);
    taken(market::check(&fields))?;
    taken(rule::check_fields(TOKEN, &fields, true))?;
    let mut bad = market::misfits(&fields);
    bad.extend(person::check(&fields));
    taken(bad)?;
    Ok(fields)
}

/// The fields of a customer token create that are not as the shopper approved them.
pub(crate) fn token_differences(approved: &Fields, fields: &Fields) -> Vec<String> {
    matching::market_differences(approved, fields)
        .chain(matching::address_differences(
            "billing_address",
            approved.get("billing_address"),
            fields.get("billing_address"),
        ))
        .collect()
}

/// The body of an order with a customer token: its fields, checked. The currency is compared with the token's
/// elsewhere, for it is refused with a code of its own.
pub(crate) fn token_order(body: &Value, token: &StoredToken) -> Result<Fields, BadFields> {
    let fields = rule::read(TOKEN_ORDER, body);
    taken(rule::check_fields(TOKEN_ORDER, &fields, true))?;
    if !is_at_home(&fields, token) {
        return Err(vec!["purchase_country".to_owned()]);
    }
    let mut bad = amounts::check(&fields);
    bad.extend(person::check(&fields));
    bad.extend(attachment::check(&fields));
    bad.extend(subscriptions(&fields, token));
    taken(bad)?;
    Ok(fields)
}

/// `true` if nothing shows that the token is used in another country than its own. Source: Klarna's guide to
/// error codes. The description has no `purchase_country` here; that the shipping address shows it is inferred.
fn is_at_home(fields: &Fields, token: &StoredToken) -> bool {
    let home = text_at(&token.approved, "purchase_country").unwrap_or_default();
    ["purchase_country", "shipping_address.country"]
        .into_iter()
        .find_map(|path| text_at(fields, path))
        .is_none_or(|country| country.eq_ignore_ascii_case(home))
}

/// A renewal carries a subscription that the shopper signed up for, unchanged. Who signed up for none
/// is charged for none, except where it was bought beside other things and starts later.
fn subscriptions(fields: &Fields, token: &StoredToken) -> BadFields {
    let signed_up: Vec<&Value> = token.subscriptions().collect();
    let starts_later =
        token.approved.get("intent").and_then(Value::as_str) == Some("buy_and_default_tokenize");
    let lines = fields.get("order_lines").and_then(Value::as_array);
    let charged: Vec<(usize, &Value)> = lines
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, line)| Some((index, line.get("subscription")?)))
        .collect();
    if signed_up.is_empty() && starts_later {
        return Vec::new();
    }
    if charged.is_empty() && !signed_up.is_empty() {
        return vec!["order_lines[0].subscription".to_owned()];
    }
    charged
        .into_iter()
        .filter(|(_, subscription)| !signed_up.contains(subscription))
        .map(|(index, _)| format!("order_lines[{index}].subscription"))
        .collect()
}
