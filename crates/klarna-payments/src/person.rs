//! Who buys, and where it goes. Personal data: `Debug` names the fields that are set, no value.

use serde::{Deserialize, Serialize};

use crate::{
    redact::redacted_debug,
    token::{CustomerToken, KlarnaAccessToken},
};

/// A billing or shipping address, in Klarna's field names.
///
/// Every field may be left out: Klarna asks the shopper for what it misses. Klarna wants addresses
/// sent when the shopper authorizes, not before.
///
/// ```
/// use klarna_payments::Address;
///
/// let address = Address {
///     city: Some("Stockholm".into()),
///     country: Some("SE".into()),
///     ..Address::default()
/// };
/// assert!(!format!("{address:?}").contains("Stockholm"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// First name; more than one character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name; more than one character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `Mr`, `Frau`, …; at most 20 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// Flat, floor, care of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address2: Option<String>,
    /// At most 10 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or province: two letters in the US and Canada, a state code in Australia.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Phone number, best with its country code: `+46701740615`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// ISO 3166-1 alpha-2 code. Not limited to Klarna's markets: goods may go elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The company, for a purchase by one. Setting it makes it a business purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// Whom to ask for at the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<String>,
}

redacted_debug!(Address {
    given_name,
    family_name,
    email,
    title,
    street_address,
    street_address2,
    postal_code,
    city,
    region,
    phone,
    country,
    organization_name,
    attention,
});

/// The facts about the buyer beside the address. Texts of any length: Klarna's API has a pattern for
/// `last_four_ssn` alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// `yyyy-mm-dd`. Most markets need it for a purchase on credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// As some markets' credit checks ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// `Mr`, `Frau`, …, as the market has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A person, or a company.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub customer_type: Option<CustomerType>,
    /// US social security number: its last four digits, or all nine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_four_ssn: Option<String>,
    /// The national number of Sweden, Norway, Finland or Denmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_identification_number: Option<String>,
    /// A company's VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// A company's registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_registration_id: Option<String>,
    /// A company's legal form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_entity_type: Option<OrganizationEntityType>,
    /// The access token of a shopper who has signed in with Klarna: Klarna recognises them in the
    /// session (Klarna's guide to Sign in with Klarna).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub klarna_access_token: Option<KlarnaAccessToken>,
    /// The shopper's stored token: in the session that follows a refused charge, together with
    /// [`NewSession::step_up_id`](crate::NewSession::step_up_id) (Klarna's guide to the step-up), and
    /// in a [`SessionPlan::Linked`](crate::SessionPlan::Linked) session, where it is known (Klarna's
    /// guide to account linking).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_token: Option<CustomerToken>,
}

redacted_debug!(Customer {
    date_of_birth,
    gender,
    title,
    customer_type,
    last_four_ssn,
    national_identification_number,
    vat_id,
    organization_registration_id,
    organization_entity_type,
    klarna_access_token,
    customer_token,
});

/// A customer's gender, in the two values that Klarna's API has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants are Klarna's values")]
pub enum Gender {
    Male,
    Female,
}

/// Whether a person or a company buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CustomerType {
    /// A person.
    Person,
    /// A company: makes it a business purchase.
    Organization,
}

/// A company's legal form, as Klarna groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants are Klarna's values")]
pub enum OrganizationEntityType {
    LimitedCompany,
    PublicLimitedCompany,
    EntrepreneurialCompany,
    LimitedPartnershipLimitedCompany,
    LimitedPartnership,
    GeneralPartnership,
    RegisteredSoleTrader,
    SoleTrader,
    CivilLawPartnership,
    PublicInstitution,
    Other,
}
