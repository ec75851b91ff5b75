//! What the SDK's answers mean. Strict: whatever is not exactly an approval is none.

use klarna_payments::AuthorizationToken;

use crate::checkout::{AuthorizeAnswer, FieldPath, LoadAnswer, SdkCall, SdkFault};

/// The object the SDK calls back with, as far as it was readable: a field of another type than
/// these is missing here.
#[derive(Default)]
pub(super) struct RawAnswer {
    pub(super) approved: Option<bool>,
    pub(super) show_form: Option<bool>,
    pub(super) authorization_token: Option<String>,
    pub(super) invalid_fields: Vec<FieldPath>,
    pub(super) finalize_required: Option<bool>,
    pub(super) has_error: bool,
}

/// What an answer of `load` means; `None` is one that threw or could not be read.
pub(super) fn load_answer(answer: Option<RawAnswer>) -> LoadAnswer {
    let fault = LoadAnswer::Fault(SdkFault::Unexpected);
    let Some(answer) = answer else { return fault };
    match answer.show_form {
        Some(true) => LoadAnswer::Shown {
            invalid_fields: answer.invalid_fields,
        },
        Some(false) => LoadAnswer::NotOffered,
        None => fault,
    }
}

/// What the answer of the express button's `load` means: it says nothing but what went wrong.
pub(super) fn button_answer(answer: Option<RawAnswer>) -> LoadAnswer {
    match answer {
        Some(answer) if answer.show_form == Some(false) => LoadAnswer::NotOffered,
        Some(answer) if !answer.has_error => LoadAnswer::Shown {
            invalid_fields: Vec::new(),
        },
        _ => LoadAnswer::Fault(SdkFault::Unexpected),
    }
}

/// What an answer of `authorize`, `finalize` or `reauthorize` means; `None` is one that threw or could
/// not be read. `key` is the idempotency key for the approval, if it is one.
pub(super) fn authorize_answer(
    call: SdkCall,
    answer: Option<RawAnswer>,
    key: impl FnOnce() -> String,
) -> AuthorizeAnswer {
    let fault = AuthorizeAnswer::Fault(SdkFault::Unexpected);
    let Some(mut answer) = answer else {
        return fault;
    };
    let token = answer.authorization_token.take();
    match (answer.approved, answer.show_form, token) {
        (Some(true), _, Some(token)) if !token.is_empty() => AuthorizeAnswer::Approved {
            token: AuthorizationToken::new(token),
            key: key(),
        },
        // `finalize` itself has nothing left to require.
        (Some(true), _, None)
            if answer.finalize_required == Some(true) && call != SdkCall::Finalize =>
        {
            AuthorizeAnswer::FinalizeRequired
        }
        // What `reauthorize` says of the form means nothing.
        (Some(false), Some(false), _) if call != SdkCall::Reauthorize => AuthorizeAnswer::Rejected,
        (Some(false), form, _)
            if !answer.invalid_fields.is_empty()
                && (form.is_some() || call == SdkCall::Reauthorize) =>
        {
            AuthorizeAnswer::InvalidFields(answer.invalid_fields)
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
            invalid_fields: fields
                .unwrap_or_default()
                .iter()
                .map(|field| FieldPath::parse(field))
                .collect(),
            finalize_required,
            has_error: false,
        };
        authorize_answer(call, Some(answer), || "key".to_owned())
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
        assert_eq!(
            authorize_answer(SdkCall::Authorize, None, String::new),
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
