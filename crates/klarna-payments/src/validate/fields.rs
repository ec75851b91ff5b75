//! The limits of single fields.

use super::{Invalid, Rule, Violation};
use crate::{
    line::{OrderLine, OrderLineType, ProductIdentifiers},
    money::MinorUnits,
    person::{Address, Customer},
    purchase::MerchantUrls,
    session::WidgetOptions,
};

/// What Klarna's two APIs disagree about.
pub(super) struct Limits {
    /// The highest price and line total, in minor units.
    amount: i64,
    line_reference: usize,
    line_merchant_data: usize,
    phone: usize,
}

impl Limits {
    pub(super) const PAYMENTS: Self = Self {
        amount: 200_000_000,
        line_reference: 255,
        line_merchant_data: 1024,
        phone: 0,
    };
    pub(super) const CUSTOMER_TOKEN: Self = Self {
        amount: 100_000_000,
        line_reference: 256,
        line_merchant_data: 255,
        phone: 5,
    };
}

/// Collects violations.
pub(super) struct Check {
    limits: Limits,
    violations: Vec<Violation>,
}

impl Default for Check {
    fn default() -> Self {
        Self::with(Limits::PAYMENTS)
    }
}

impl Check {
    pub(super) const fn with(limits: Limits) -> Self {
        Self {
            limits,
            violations: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Result<(), Invalid> {
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Invalid {
            violations: self.violations,
        })
    }

    pub(super) fn violation(&mut self, field: impl Into<String>, rule: Rule) {
        self.violations.push(Violation {
            field: field.into(),
            rule,
        });
    }

    pub(super) fn not_negative(&mut self, field: &str, amount: Option<MinorUnits>) {
        if amount.is_some_and(|amount| amount.0 < 0) {
            self.violation(field, Rule::Form("0 or more"));
        }
    }

    pub(super) fn lines(&mut self, lines: &[OrderLine]) {
        self.length("order_lines", lines.len(), 1, 1000);
        for (index, line) in lines.iter().enumerate() {
            self.line(&format!("order_lines[{index}]"), line);
        }
    }

    fn line(&mut self, at: &str, line: &OrderLine) {
        let field = |name: &str| format!("{at}.{name}");
        self.text(&field("name"), Some(&line.name), 1, 255);
        self.text(
            &field("reference"),
            line.reference.as_deref(),
            0,
            self.limits.line_reference,
        );
        self.text(&field("quantity_unit"), line.quantity_unit.as_deref(), 1, 8);
        self.text(&field("image_url"), line.image_url.as_deref(), 0, 1024);
        self.text(&field("product_url"), line.product_url.as_deref(), 0, 1024);
        self.text(
            &field("merchant_data"),
            line.merchant_data.as_deref(),
            0,
            self.limits.line_merchant_data,
        );
        let max = match &line.line_type {
            // What takes off is negative.
            Some(
                OrderLineType::Discount | OrderLineType::GiftCard | OrderLineType::StoreCredit,
            ) => 0,
            Some(
                OrderLineType::Physical
                | OrderLineType::Digital
                | OrderLineType::ShippingFee
                | OrderLineType::SalesTax
                | OrderLineType::Surcharge
                | OrderLineType::Other(_),
            )
            | None => self.limits.amount,
        };
        for (name, amount) in [
            ("unit_price", line.unit_price),
            ("total_amount", line.total_amount),
        ] {
            if amount.0 > max {
                self.violation(field(name), Rule::Max(max));
            }
        }
        // With a rate the arithmetic says how much it is.
        if line.tax_rate.is_none() && line.total_amount.0 >= 0 {
            self.not_negative(&field("total_tax_amount"), line.total_tax_amount);
        }
        if let Some(subscription) = &line.subscription {
            let name = Some(subscription.name.as_str());
            self.text(&field("subscription.name"), name, 1, 255);
            if subscription.interval_count == 0 {
                let at_least_one = Rule::Form("1 or more");
                self.violation(field("subscription.interval_count"), at_least_one);
            }
        }
        if let Some(identifiers) = &line.product_identifiers {
            self.identifiers(&field("product_identifiers"), identifiers);
        }
    }

    fn identifiers(&mut self, at: &str, identifiers: &ProductIdentifiers) {
        let ProductIdentifiers {
            brand,
            category_path,
            global_trade_item_number,
            manufacturer_part_number,
            color,
            size,
        } = identifiers;
        for (name, value, max) in [
            ("brand", brand, 70),
            ("category_path", category_path, 750),
            ("global_trade_item_number", global_trade_item_number, 50),
            ("manufacturer_part_number", manufacturer_part_number, 70),
            ("color", color, 64),
            ("size", size, 64),
        ] {
            self.text(&format!("{at}.{name}"), value.as_deref(), 0, max);
        }
    }

    pub(super) fn merchant(
        &mut self,
        urls: Option<&MerchantUrls>,
        reference1: Option<&str>,
        reference2: Option<&str>,
        data: Option<&str>,
    ) {
        if let Some(urls) = urls {
            for (name, url) in [
                ("confirmation", &urls.confirmation),
                ("notification", &urls.notification),
                ("push", &urls.push),
                ("authorization", &urls.authorization),
            ] {
                self.text(&format!("merchant_urls.{name}"), url.as_deref(), 0, 2000);
            }
        }
        self.text("merchant_reference1", reference1, 0, 255);
        self.text("merchant_reference2", reference2, 0, 255);
        self.text("merchant_data", data, 0, 6000);
    }

    pub(super) fn address(&mut self, at: &str, address: Option<&Address>) {
        let Some(address) = address else { return };
        let field = |name: &str| format!("{at}.{name}");
        for (name, value, max) in [
            ("given_name", &address.given_name, 99),
            ("family_name", &address.family_name, 99),
            ("email", &address.email, 99),
            ("title", &address.title, 20),
            ("street_address", &address.street_address, 99),
            ("street_address2", &address.street_address2, 99),
            ("postal_code", &address.postal_code, 10),
            ("city", &address.city, 99),
            ("region", &address.region, 99),
            ("organization_name", &address.organization_name, 99),
            ("attention", &address.attention, 99),
        ] {
            self.text(&field(name), value.as_deref(), 0, max);
        }
        self.text(
            &field("phone"),
            address.phone.as_deref(),
            self.limits.phone,
            99,
        );
        let two_letters = |text: &str| text.len() == 2 && all(text, u8::is_ascii_alphabetic);
        self.form(
            &field("country"),
            address.country.as_deref(),
            "a country code of two letters",
            two_letters,
        );
    }

    /// Klarna's description has a pattern for this field alone; the others are of any length and form.
    pub(super) fn customer(&mut self, customer: Option<&Customer>) {
        let Some(customer) = customer else { return };
        self.form(
            "customer.last_four_ssn",
            customer.last_four_ssn.as_deref(),
            "4 or 9 digits",
            |text| matches!(text.len(), 4 | 9) && all(text, u8::is_ascii_digit),
        );
    }

    pub(super) fn options(&mut self, options: &WidgetOptions) {
        let is_colour = |text: &str| {
            text.strip_prefix('#')
                .is_some_and(|digits| digits.len() == 6 && all(digits, u8::is_ascii_hexdigit))
        };
        for (name, colour) in [
            ("color_border", &options.color_border),
            ("color_border_selected", &options.color_border_selected),
            ("color_details", &options.color_details),
            ("color_text", &options.color_text),
        ] {
            let field = format!("options.{name}");
            self.form(&field, colour.as_deref(), "of the form #RRGGBB", is_colour);
        }
    }

    /// Lengths are in characters, as JSON Schema counts them.
    pub(super) fn text(&mut self, field: &str, value: Option<&str>, min: usize, max: usize) {
        if let Some(value) = value {
            self.length(field, value.chars().count(), min, max);
        }
    }

    fn length(&mut self, field: &str, length: usize, min: usize, max: usize) {
        if !(min..=max).contains(&length) {
            self.violation(field, Rule::Length { min, max });
        }
    }

    fn form(
        &mut self,
        field: &str,
        value: Option<&str>,
        form: &'static str,
        holds: impl Fn(&str) -> bool,
    ) {
        if value.is_some_and(|value| !holds(value)) {
            self.violation(field, Rule::Form(form));
        }
    }
}

fn all(text: &str, class: impl Fn(&u8) -> bool) -> bool {
    text.as_bytes().iter().all(class)
}
