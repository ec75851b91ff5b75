//! What the SDK's answers mean. Strict: whatever is not exactly an approval is none.

use klarna_payments::AuthorizationToken;

use crate::checkout::{AuthorizeAnswer, LoadAnswer, SdkFault};

/// The object the SDK calls back with, as far as it was readable: a field of another type than
/// these is missing here.
#[derive(Default)]
pub(super) struct RawAnswer {
    pub(super) approved: Option<bool>,
    pub(super) show_form: Option<bool>,
    pub(super) authorization_token: Option<String>,
    pub(super) invalid_fields: Vec<String>,
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

/// What an answer of `authorize` means; `None` is one that threw or could not be read. `key` is
/// the idempotency key for the approval, if it is one.
pub(super) fn authorize_answer(
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
        (Some(false), Some(true), _) => match answer.invalid_fields {
            fields if fields.is_empty() => AuthorizeAnswer::Closed,
            fields => AuthorizeAnswer::InvalidFields(fields),
        },
        (Some(false), Some(false), _) => AuthorizeAnswer::Rejected,
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
        let answer = RawAnswer {
            approved,
            show_form,
            authorization_token: token.map(str::to_owned),
            invalid_fields: fields
                .unwrap_or_default()
                .iter()
                .map(|field| (*field).to_owned())
                .collect(),
        };
        authorize_answer(Some(answer), || "key".to_owned())
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
        assert_eq!(authorize_answer(None, String::new), fault);
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
            AuthorizeAnswer::InvalidFields(vec!["billing_address.email".to_owned()])
        );
        assert_eq!(
            authorize(no, None, None, None),
            AuthorizeAnswer::Fault(SdkFault::Unexpected)
        );
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
