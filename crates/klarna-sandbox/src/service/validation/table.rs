//! The fields that Klarna takes, with their limits. Source: the Payments API's description. It limits fewer
//! fields than its texts suggest: URLs, titles and types of order lines, for example, are any text. The forms of
//! e-mail addresses, phone numbers and dates are from Klarna's guide to the data of customers.

use super::{
    format::{
        is_colour, is_country_code, is_currency_code, is_date, is_email, is_locale, is_phone,
        is_social_security_number,
    },
    rule::{Field, Rule},
};

/// Session create and update.
pub(super) const SESSION: &[Field] = &[
    Field::required("purchase_country", Rule::Form(is_country_code)),
    Field::required("purchase_currency", Rule::Form(is_currency_code)),
    Field::optional("locale", Rule::Form(is_locale)),
    Field::required("order_amount", NOT_NEGATIVE),
    Field::optional("order_tax_amount", NOT_NEGATIVE),
    Field::required("order_lines", ORDER_LINES),
    Field::optional("intent", Rule::OneOf(INTENTS)),
    Field::optional("acquiring_channel", Rule::OneOf(CHANNELS)),
    Field::optional("merchant_urls", Rule::Object(MERCHANT_URLS)),
    Field::optional("merchant_reference1", Rule::Reference),
    Field::optional("merchant_reference2", Rule::Reference),
    Field::optional("merchant_data", Rule::up_to(6000)),
    Field::optional("billing_address", Rule::Object(ADDRESS)),
    Field::optional("shipping_address", Rule::Object(ADDRESS)),
    Field::optional("customer", Rule::Object(CUSTOMER)),
    Field::optional("attachment", Rule::Object(ATTACHMENT)),
    Field::optional("options", Rule::Object(OPTIONS)),
    Field::optional("design", Rule::ANY_TEXT),
    Field::optional("custom_payment_method_ids", TEXTS),
    // From Klarna's guide to step-up: not in the description.
    Field::optional("step_up_id", Rule::ANY_TEXT),
];

/// Order create: the purchase again, and when to capture. The description has no `intent`,
/// `acquiring_channel`, `attachment`, `options` and `design` here: they are ignored, as every other unknown field.
pub(super) const ORDER: &[Field] = &[
    Field::required("purchase_country", Rule::Form(is_country_code)),
    Field::required("purchase_currency", Rule::Form(is_currency_code)),
    Field::optional("locale", Rule::Form(is_locale)),
    Field::required("order_amount", NOT_NEGATIVE),
    Field::optional("order_tax_amount", NOT_NEGATIVE),
    Field::required("order_lines", ORDER_LINES),
    Field::optional("merchant_urls", Rule::Object(MERCHANT_URLS)),
    Field::optional("merchant_reference1", Rule::Reference),
    Field::optional("merchant_reference2", Rule::Reference),
    Field::optional("merchant_data", Rule::up_to(6000)),
    Field::optional("billing_address", Rule::Object(ADDRESS)),
    Field::optional("shipping_address", Rule::Object(ADDRESS)),
    Field::optional("customer", Rule::Object(CUSTOMER)),
    Field::optional("custom_payment_method_ids", TEXTS),
    Field::optional("auto_capture", Rule::Flag),
];

/// The highest price of one, or total of a line.
const HIGHEST_AMOUNT: i64 = 200_000_000;

pub(super) const NOT_NEGATIVE: Rule = Rule::Whole {
    min: 0,
    max: i64::MAX,
};

pub(super) const ANY_AMOUNT: Rule = Rule::Whole {
    min: i64::MIN,
    max: i64::MAX,
};

/// In hundredths of a percent: 2000 is 20 %.
const TAX_RATE: Rule = Rule::Whole {
    min: 0,
    max: 10_000,
};

/// Discounts and gift cards are negative.
const LINE_AMOUNT: Rule = Rule::Whole {
    min: i64::MIN,
    max: HIGHEST_AMOUNT,
};

const ORDER_LINES: Rule = Rule::List {
    min: 1,
    max: 1000,
    of: &Rule::Object(ORDER_LINE),
};

const TEXTS: Rule = Rule::List {
    min: 0,
    max: usize::MAX,
    of: &Rule::ANY_TEXT,
};

/// The three of the Payments API's description, two that only Klarna's guides name, and one that only its SDK
/// knows.
const INTENTS: &[&str] = &[
    "buy",
    "tokenize",
    "buy_and_tokenize",
    "buy_and_default_tokenize",
    "buy_and_link",
    "buy_and_optional_tokenize",
];

const CHANNELS: &[&str] = &["ECOMMERCE", "IN_STORE", "TELESALES"];

const ORDER_LINE: &[Field] = &[
    Field::optional("type", Rule::ANY_TEXT),
    Field::optional("reference", Rule::up_to(255)),
    Field::required("name", Rule::Text { min: 1, max: 255 }),
    Field::required("quantity", NOT_NEGATIVE),
    Field::optional("quantity_unit", Rule::Text { min: 1, max: 8 }),
    Field::required("unit_price", LINE_AMOUNT),
    Field::optional("tax_rate", TAX_RATE),
    Field::required("total_amount", LINE_AMOUNT),
    Field::optional("total_discount_amount", NOT_NEGATIVE),
    Field::optional("total_tax_amount", ANY_AMOUNT),
    Field::optional("image_url", Rule::up_to(1024)),
    Field::optional("product_url", Rule::up_to(1024)),
    Field::optional("merchant_data", Rule::up_to(1024)),
    Field::optional("product_identifiers", Rule::Object(PRODUCT_IDENTIFIERS)),
    Field::optional("subscription", Rule::Object(SUBSCRIPTION)),
];

pub(super) const PRODUCT_IDENTIFIERS: &[Field] = &[
    Field::optional("brand", Rule::up_to(70)),
    Field::optional("category_path", Rule::up_to(750)),
    Field::optional("global_trade_item_number", Rule::up_to(50)),
    Field::optional("manufacturer_part_number", Rule::up_to(70)),
    Field::optional("color", Rule::up_to(64)),
    Field::optional("size", Rule::up_to(64)),
];

const SUBSCRIPTION: &[Field] = &[
    Field::required("name", Rule::Text { min: 1, max: 255 }),
    Field::required("interval", INTERVAL),
    Field::required("interval_count", AT_LEAST_ONE),
];

pub(super) const INTERVAL: Rule = Rule::OneOf(&["DAY", "WEEK", "MONTH", "YEAR"]);

pub(super) const AT_LEAST_ONE: Rule = Rule::Whole {
    min: 1,
    max: i64::MAX,
};

pub(super) const URL: Rule = Rule::up_to(2000);

const MERCHANT_URLS: &[Field] = &[
    Field::or_empty("confirmation", URL),
    Field::or_empty("notification", URL),
    Field::or_empty("push", URL),
    Field::or_empty("authorization", URL),
];

/// Everything may be left out, or empty: Klarna asks the shopper for what it misses.
pub(super) const ADDRESS: &[Field] = &[
    Field::or_empty("given_name", Rule::up_to(99)),
    Field::or_empty("family_name", Rule::up_to(99)),
    Field::or_empty("email", Rule::Form(is_email)),
    Field::or_empty("title", Rule::up_to(20)),
    Field::or_empty("street_address", Rule::up_to(99)),
    Field::or_empty("street_address2", Rule::up_to(99)),
    Field::or_empty("postal_code", Rule::up_to(10)),
    Field::or_empty("city", Rule::up_to(99)),
    Field::or_empty("region", Rule::up_to(99)),
    Field::or_empty("phone", Rule::Form(is_phone)),
    Field::or_empty("country", Rule::Form(is_country_code)),
    Field::or_empty("organization_name", Rule::up_to(99)),
    Field::or_empty("attention", Rule::up_to(99)),
];

pub(super) const CUSTOMER: &[Field] = &[
    Field::or_empty("date_of_birth", Rule::Form(is_date)),
    Field::or_empty("gender", Rule::ANY_TEXT),
    Field::or_empty("title", Rule::ANY_TEXT),
    Field::optional("type", Rule::OneOf(&["person", "organization"])),
    Field::optional("last_four_ssn", Rule::Form(is_social_security_number)),
    Field::or_empty("national_identification_number", Rule::ANY_TEXT),
    Field::or_empty("vat_id", Rule::ANY_TEXT),
    Field::or_empty("organization_registration_id", Rule::ANY_TEXT),
    Field::optional("organization_entity_type", Rule::OneOf(ENTITY_TYPES)),
    // From Klarna's guides to step-up, account linking and sign-in: not in the description.
    Field::or_empty("customer_token", Rule::ANY_TEXT),
    Field::or_empty("klarna_access_token", Rule::ANY_TEXT),
];

const ENTITY_TYPES: &[&str] = &[
    "LIMITED_COMPANY",
    "PUBLIC_LIMITED_COMPANY",
    "ENTREPRENEURIAL_COMPANY",
    "LIMITED_PARTNERSHIP_LIMITED_COMPANY",
    "LIMITED_PARTNERSHIP",
    "GENERAL_PARTNERSHIP",
    "REGISTERED_SOLE_TRADER",
    "SOLE_TRADER",
    "CIVIL_LAW_PARTNERSHIP",
    "PUBLIC_INSTITUTION",
    "OTHER",
];

pub(super) const ATTACHMENT: &[Field] = &[
    Field::required("body", Rule::ANY_TEXT),
    Field::required("content_type", Rule::ANY_TEXT),
];

const OPTIONS: &[Field] = &[
    Field::optional("color_border", Rule::Form(is_colour)),
    Field::optional("color_border_selected", Rule::Form(is_colour)),
    Field::optional("color_details", Rule::Form(is_colour)),
    Field::optional("color_text", Rule::Form(is_colour)),
    Field::optional("radius_border", Rule::ANY_TEXT),
];
