//! The meaning of the SDK's answers. Strict: whatever is not exactly an approval is none.

use klarna_payments::AuthorizationToken;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::checkout::{AuthorizeAnswer, FieldPath, LoadAnswer, SdkCall, SdkFault};

/// The object that the SDK calls back with, as far as it can be read: a field of another type than
/// these counts as missing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawAnswer {
    #[serde(default, deserialize_with = "lenient")]
    approved: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    show_form: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    authorization_token: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    finalize_required: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    error: Option<RawError>,
}

#[derive(Debug, Default, Deserialize)]
struct RawError {
    #[serde(default, deserialize_with = "lenient")]
    invalid_fields: Option<Vec<String>>,
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let value = serde_wasm_bindgen::preserve::deserialize::<D, JsValue>(from)?;
    Ok(serde_wasm_bindgen::from_value(value).unwrap_or_default())
}

impl RawAnswer {
    /// Reads an answer. `None` is one that is no object.
    pub(super) fn from_js(answer: JsValue) -> Option<Self> {
        serde_wasm_bindgen::from_value(answer).ok()
    }

    fn invalid_fields(&self) -> Vec<FieldPath> {
        let paths = self.error.iter().flat_map(|error| &error.invalid_fields);
        paths.flatten().map(|path| FieldPath::parse(path)).collect()
    }
}

/// The meaning of `load`'s answer; `None` is one that threw or could not be read.
pub(super) fn load_answer(answer: Option<RawAnswer>) -> LoadAnswer {
    let fault = LoadAnswer::Fault(SdkFault::Unexpected);
    let Some(answer) = answer else { return fault };
    match answer.show_form {
        Some(true) => LoadAnswer::Shown {
            invalid_fields: answer.invalid_fields(),
        },
        Some(false) => LoadAnswer::NotOffered,
        None => fault,
    }
}

/// The meaning of the answer of the express button's `load`: it says nothing but what went wrong.
pub(super) fn button_answer(answer: Option<RawAnswer>) -> LoadAnswer {
    match answer {
        Some(answer) if answer.show_form == Some(false) => LoadAnswer::NotOffered,
        Some(answer) if answer.error.is_none() => LoadAnswer::Shown {
            invalid_fields: Vec::new(),
        },
        _ => LoadAnswer::Fault(SdkFault::Unexpected),
    }
}

/// The meaning of an answer of `authorize`, `finalize` or `reauthorize`; `None` is one that threw or
/// could not be read. `key` makes the idempotency key for the approval, if it is one; without a key an
/// approval cannot be sent.
pub(super) fn authorize_answer(
    call: SdkCall,
    answer: Option<RawAnswer>,
    key: impl FnOnce() -> Option<String>,
) -> AuthorizeAnswer {
    let fault = AuthorizeAnswer::Fault(SdkFault::Unexpected);
    let Some(mut answer) = answer else {
        return fault;
    };
    let invalid_fields = answer.invalid_fields();
    let token = answer.authorization_token.take();
    match (answer.approved, answer.show_form, token) {
        (Some(true), _, Some(token)) if !token.is_empty() => key().map_or(fault, |key| {
            let token = AuthorizationToken::new(token);
            AuthorizeAnswer::Approved { token, key }
        }),
        // `finalize` itself has nothing left to require.
        (Some(true), _, None)
            if answer.finalize_required == Some(true) && call != SdkCall::Finalize =>
        {
            AuthorizeAnswer::FinalizeRequired
        }
        // The `show_form` of `reauthorize` means nothing.
        (Some(false), Some(false), _) if call != SdkCall::Reauthorize => AuthorizeAnswer::Rejected,
        (Some(false), form, _)
            if !invalid_fields.is_empty() && (form.is_some() || call == SdkCall::Reauthorize) =>
        {
            AuthorizeAnswer::InvalidFields(invalid_fields)
        }
        (Some(false), Some(true), _) => AuthorizeAnswer::Closed,
        (Some(false), _, _) if call == SdkCall::Reauthorize => AuthorizeAnswer::Rejected,
        _ => fault,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn authorize(
        approved: Option<bool>,
        show_form: Option<bool>,
        token: Option<&str>,
        fields: Option<&[&str]>,
    ) -> AuthorizeAnswer {
        asked(SdkCall::Authorize, approved, show_form, token, fields, None)
    }

    fn asked(
        call: SdkCall,
        approved: Option<bool>,
        show_form: Option<bool>,
        token: Option<&str>,
        fields: Option<&[&str]>,
        finalize_required: Option<bool>,
    ) -> AuthorizeAnswer {
        let answer = RawAnswer {
            approved,
            show_form,
            authorization_token: token.map(str::to_owned),
            finalize_required,
            error: fields.map(|fields| RawError {
                invalid_fields: Some(fields.iter().copied().map(str::to_owned).collect()),
            }),
        };
        authorize_answer(call, Some(answer), || Some("key".to_owned()))
    }

    #[test]
    fn only_approved_with_a_token_is_an_approval() {
        let approved = AuthorizeAnswer::Approved {
            token: AuthorizationToken::new("t"),
            key: "key".to_owned(),
        };
        let fault = AuthorizeAnswer::Fault(SdkFault::Unexpected);
        let yes = Some(true);
        assert_eq!(authorize(yes, yes, Some("t"), None), approved);
        assert_eq!(authorize(yes, Some(false), Some("t"), None), approved);
        assert_eq!(authorize(yes, yes, None, None), fault);
        assert_eq!(authorize(yes, yes, Some(""), None), fault);
        assert_eq!(authorize(None, yes, Some("t"), None), fault);
        assert_eq!(authorize(None, None, None, None), fault);
        assert_eq!(authorize_answer(SdkCall::Authorize, None, || None), fault);
        // An approval without a key is not sent.
        let answer = RawAnswer {
            approved: yes,
            authorization_token: Some("t".to_owned()),
            ..RawAnswer::default()
        };
        assert_eq!(
            authorize_answer(SdkCall::Authorize, Some(answer), || None),
            fault
        );
        // A token beside a refusal is not an approval.
        assert_eq!(
            authorize(Some(false), yes, Some("t"), None),
            AuthorizeAnswer::Closed
        );
    }

    #[test]
    fn the_three_refusals_are_told_apart() {
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(authorize(no, yes, None, None), AuthorizeAnswer::Closed);
        assert_eq!(authorize(no, yes, None, Some(&[])), AuthorizeAnswer::Closed);
        assert_eq!(authorize(no, no, None, None), AuthorizeAnswer::Rejected);
        assert_eq!(
            authorize(no, yes, None, Some(&["billing_address.email"])),
            AuthorizeAnswer::InvalidFields(vec![FieldPath::parse("billing_address.email")])
        );
        assert_eq!(
            authorize(no, None, None, None),
            AuthorizeAnswer::Fault(SdkFault::Unexpected)
        );
    }

    #[test]
    fn finalize_is_required_only_by_a_call_that_leaves_it_to_do() {
        let (yes, no) = (Some(true), Some(false));
        let without_a_token = |call, approved| asked(call, approved, yes, None, None, Some(true));
        for call in [SdkCall::Authorize, SdkCall::Reauthorize] {
            assert_eq!(
                without_a_token(call, yes),
                AuthorizeAnswer::FinalizeRequired
            );
        }
        let fault = AuthorizeAnswer::Fault(SdkFault::Unexpected);
        assert_eq!(without_a_token(SdkCall::Finalize, yes), fault);
        assert_eq!(without_a_token(SdkCall::Authorize, None), fault);
        assert_eq!(
            without_a_token(SdkCall::Authorize, no),
            AuthorizeAnswer::Closed
        );
        // A token is a token, whatever stands beside it.
        assert!(matches!(
            asked(SdkCall::Authorize, yes, yes, Some("t"), None, Some(true)),
            AuthorizeAnswer::Approved { .. }
        ));
    }

    #[test]
    fn reauthorize_says_no_without_saying_more() {
        let refused = |call| asked(call, Some(false), None, None, None, None);
        assert_eq!(refused(SdkCall::Reauthorize), AuthorizeAnswer::Rejected);
        let fault = AuthorizeAnswer::Fault(SdkFault::Unexpected);
        assert_eq!(refused(SdkCall::Authorize), fault);
        assert_eq!(refused(SdkCall::Finalize), fault);
    }

    #[test]
    fn load_is_shown_only_when_it_says_so() {
        let answer = |show_form| {
            load_answer(Some(RawAnswer {
                show_form,
                ..RawAnswer::default()
            }))
        };
        let invalid_fields = Vec::new();
        assert_eq!(answer(Some(true)), LoadAnswer::Shown { invalid_fields });
        assert_eq!(answer(Some(false)), LoadAnswer::NotOffered);
        assert_eq!(answer(None), LoadAnswer::Fault(SdkFault::Unexpected));
        assert_eq!(load_answer(None), LoadAnswer::Fault(SdkFault::Unexpected));
    }
}
