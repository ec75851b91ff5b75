//! The fields that Klarna takes, with their limits. Source: the Payments API's description.

use super::{
    format::{
        is_callback_address, is_colour, is_country_code, is_currency_code, is_date, is_email,
        is_length, is_locale, is_phone, is_social_security_number, is_web_address,
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
    Field::optional("merchant_reference1", Rule::up_to(255)),
    Field::optional("merchant_reference2", Rule::up_to(255)),
    Field::optional("merchant_data", Rule::up_to(6000)),
    Field::optional("billing_address", Rule::Object(ADDRESS)),
    Field::optional("shipping_address", Rule::Object(ADDRESS)),
    Field::optional("customer", Rule::Object(CUSTOMER)),
    Field::optional("attachment", Rule::Object(ATTACHMENT)),
    Field::optional("options", Rule::Object(OPTIONS)),
    Field::optional("design", Rule::up_to(255)),
    Field::optional("custom_payment_method_ids", TEXTS),
];

/// Order create: the purchase again, and when to capture. What only shapes the widget is ignored.
pub(super) const ORDER: &[Field] = &[
    Field::required("purchase_country", Rule::Form(is_country_code)),
    Field::required("purchase_currency", Rule::Form(is_currency_code)),
    Field::optional("locale", Rule::Form(is_locale)),
    Field::required("order_amount", NOT_NEGATIVE),
    Field::optional("order_tax_amount", NOT_NEGATIVE),
    Field::required("order_lines", ORDER_LINES),
    Field::optional("merchant_urls", Rule::Object(MERCHANT_URLS)),
    Field::optional("merchant_reference1", Rule::up_to(255)),
    Field::optional("merchant_reference2", Rule::up_to(255)),
    Field::optional("merchant_data", Rule::up_to(6000)),
    Field::optional("billing_address", Rule::Object(ADDRESS)),
    Field::optional("shipping_address", Rule::Object(ADDRESS)),
    Field::optional("customer", Rule::Object(CUSTOMER)),
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
pub(super) const TAX_RATE: Rule = Rule::Whole {
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
    max: 1000,
    of: &Rule::up_to(255),
};

/// The three of the Payments API's description, and the two that only Klarna's guides name.
const INTENTS: &[&str] = &[
    "buy",
    "tokenize",
    "buy_and_tokenize",
    "buy_and_default_tokenize",
    "buy_and_link",
];

const CHANNELS: &[&str] = &["ECOMMERCE", "IN_STORE", "TELESALES"];

pub(super) const LINE_TYPES: &[&str] = &[
    "physical",
    "discount",
    "shipping_fee",
    "sales_tax",
    "digital",
    "gift_card",
    "store_credit",
    "surcharge",
];

const ORDER_LINE: &[Field] = &[
    Field::optional("type", Rule::OneOf(LINE_TYPES)),
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

pub(super) const SUBSCRIPTION: &[Field] = &[
    Field::required("name", Rule::Text { min: 1, max: 255 }),
    Field::required("interval", Rule::OneOf(&["DAY", "WEEK", "MONTH", "YEAR"])),
    Field::required(
        "interval_count",
        Rule::Whole {
            min: 1,
            max: i64::MAX,
        },
    ),
];

const MERCHANT_URLS: &[Field] = &[
    Field::optional("confirmation", Rule::Form(is_web_address)),
    Field::optional("notification", Rule::Form(is_callback_address)),
    Field::optional("push", Rule::Form(is_web_address)),
    Field::optional("authorization", Rule::Form(is_callback_address)),
];

/// Everything may be left out: Klarna asks the shopper for what it misses.
pub(super) const ADDRESS: &[Field] = &[
    Field::optional("given_name", Rule::up_to(99)),
    Field::optional("family_name", Rule::up_to(99)),
    Field::optional("email", Rule::Form(is_email)),
    Field::optional("title", Rule::up_to(20)),
    Field::optional("street_address", Rule::up_to(99)),
    Field::optional("street_address2", Rule::up_to(99)),
    Field::optional("postal_code", Rule::up_to(10)),
    Field::optional("city", Rule::up_to(99)),
    Field::optional("region", Rule::up_to(99)),
    Field::optional("phone", Rule::Form(is_phone)),
    Field::optional("country", Rule::Form(is_country_code)),
    Field::optional("organization_name", Rule::up_to(99)),
    Field::optional("attention", Rule::up_to(99)),
];

pub(super) const CUSTOMER: &[Field] = &[
    Field::optional("date_of_birth", Rule::Form(is_date)),
    Field::optional("gender", Rule::OneOf(&["male", "female"])),
    Field::optional("title", Rule::up_to(20)),
    Field::optional("type", Rule::OneOf(&["person", "organization"])),
    Field::optional("last_four_ssn", Rule::Form(is_social_security_number)),
    Field::optional("national_identification_number", Rule::up_to(99)),
    Field::optional("vat_id", Rule::up_to(99)),
    Field::optional("organization_registration_id", Rule::up_to(99)),
    Field::optional("organization_entity_type", Rule::OneOf(ENTITY_TYPES)),
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
    Field::required("body", Rule::Form(super::format::is_json)),
    Field::required(
        "content_type",
        Rule::OneOf(&["application/vnd.klarna.internal.emd-v2+json"]),
    ),
];

const OPTIONS: &[Field] = &[
    Field::optional("color_border", Rule::Form(is_colour)),
    Field::optional("color_border_selected", Rule::Form(is_colour)),
    Field::optional("color_details", Rule::Form(is_colour)),
    Field::optional("color_text", Rule::Form(is_colour)),
    Field::optional("radius_border", Rule::Form(is_length)),
];
