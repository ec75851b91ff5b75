//! What can be made to go wrong.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Defines [`FaultKind`] from one table, so that its names, documentation and options cannot drift apart.
macro_rules! fault_kinds {
    ($($variant:ident $name:literal $target:ident [$($option:literal)*] $meaning:literal;)*) => {
        /// A thing that can go wrong. The name in JSON is the variant's in kebab-case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum FaultKind {
            $(#[doc = $meaning] $variant,)*
        }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON: `load-late`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What happens, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// Where it strikes.
            pub const fn target(self) -> FaultTarget {
                match self { $(Self::$variant => FaultTarget::$target,)* }
            }

            /// The options it takes besides `session` and `times`.
            pub const fn options(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($option,)*],)* }
            }
        }
    };
}

fault_kinds! {
    ScriptMissing "script-missing" Script [] "The SDK's script answers 404.";
    ScriptSlow "script-slow" Script ["delay_ms"] "The SDK's script comes `delay_ms` late.";
    ScriptWithoutGlobal "script-without-global" Script [] "The SDK's script runs and defines nothing.";
    ScriptCut "script-cut" Script [] "The SDK's script ends in the middle.";
    LoadLate "load-late" Load ["delay_ms"] "`load` answers `delay_ms` late.";
    LoadTwice "load-twice" Load [] "`load` calls back twice.";
    LoadNever "load-never" Load [] "`load` never calls back.";
    LoadResult "load-result" Load ["result"] "`load` calls back with `result`, whatever it is.";
    LoadThrows "load-throws" Load [] "`load` calls back with `{show_form: false}`, then throws.";
    AuthorizeLate "authorize-late" Authorize ["delay_ms"] "`authorize` answers `delay_ms` late.";
    AuthorizeTwice "authorize-twice" Authorize [] "`authorize` calls back twice.";
    AuthorizeNever "authorize-never" Authorize [] "`authorize` never calls back.";
    AuthorizeResult "authorize-result" Authorize ["result"] "`authorize` calls back with `result`, whatever it is.";
    AuthorizeThrows "authorize-throws" Authorize [] "`authorize` calls back with `{show_form: false, approved: false}`, then throws.";
    ThrowUnnamed "throw-unnamed" Throw [] "What the SDK throws is named `Error`, as in the bundles of 2024.";
    WidgetNeverSpeaks "widget-never-speaks" Widget [] "The widget's page loads and never speaks, so `load` never calls back.";
    RestSlow "rest-slow" Rest ["delay_ms" "call"] "The REST answer comes `delay_ms` late; the call is carried out at once.";
    RestCutOff "rest-cut-off" Rest ["carried_out" "call"] "The connection ends in the middle of the REST answer, after the call was carried out; before, with `carried_out: false`.";
    Rest429 "rest-429" Rest ["retry_after" "call"] "The REST answer is 429 with `Retry-After` where `retry_after` (seconds) is given; nothing is carried out.";
    Rest500 "rest-500" Rest ["carried_out" "call"] "The REST answer is 500; nothing is carried out, unless `carried_out: true`.";
    Rest503 "rest-503" Rest ["carried_out" "call"] "The REST answer is 503; nothing is carried out, unless `carried_out: true`.";
    RestNotJson "rest-not-json" Rest ["carried_out" "call"] "The REST answer is a page of HTML with status 200, after the call was carried out; before, with `carried_out: false`.";
    RestWrongShape "rest-wrong-shape" Rest ["carried_out" "call"] "The REST answer is JSON of another shape, after the call was carried out; before, with `carried_out: false`.";
    SessionExpired "session-expired" Lifetime [] "The next call on a session finds its 48 hours over, for good.";
    AuthorizationExpired "authorization-expired" Lifetime [] "The next call on an authorization finds its 60 minutes over, for good.";
    NotOffered "not-offered" Offer [] "A session is created, or updated, with an empty `payment_method_categories`.";
}

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultTarget {
    /// The SDK's script is fetched.
    Script,
    /// The page calls `load`.
    Load,
    /// The page calls `authorize`.
    Authorize,
    /// The SDK throws.
    Throw,
    /// The widget's page starts.
    Widget,
    /// A merchant's server calls the REST API.
    Rest,
    /// A session or an authorization is looked up.
    Lifetime,
    /// It is decided which ways to pay a session offers.
    Offer,
}

/// A call of the REST API; narrows the `rest-…` faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RestCall {
    /// `POST /payments/v1/sessions`
    CreateSession,
    /// `POST /payments/v1/sessions/{id}`
    UpdateSession,
    /// `GET /payments/v1/sessions/{id}`
    ReadSession,
    /// `POST /payments/v1/authorizations/{token}/order`
    CreateOrder,
    /// `DELETE /payments/v1/authorizations/{token}`
    CancelAuthorization,
}

/// Something that shall go wrong, and how often.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// The sandbox's number for it.
    pub id: u64,
    /// What goes wrong.
    pub kind: FaultKind,
    /// What narrows and shapes it.
    #[serde(flatten)]
    pub options: FaultOptions,
}

/// What narrows and shapes a fault. `None` means: for all, until removed, by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultOptions {
    /// Only for this session (Klarna's `session_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// How many more times it strikes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How late, in milliseconds; [`Fault::delay`] knows the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// What the SDK calls back with; `None` is `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The `Retry-After` header, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Whether the call is carried out although the answer does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_out: Option<bool>,
    /// Only for this REST call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<RestCall>,
}

/// Why a fault was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// No such kind, or none given. Look at [`FaultKind::ALL`].
    #[error("no fault of the kind `{0}` is known")]
    UnknownKind(String),
    /// An option that is not one of the kind's, or of a wrong type.
    #[error("`{kind}`: {reason}")]
    BadOption {
        /// The kind.
        kind: FaultKind,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Fault {
    /// The longest delay: ten minutes. A longer one is indistinguishable from never.
    const LONGEST_DELAY_MS: u64 = 600_000;
    const DEFAULT_DELAY_MS: u64 = 3_000;

    /// Reads the body of `POST /sandbox/faults`.
    ///
    /// # Errors
    /// Where the kind is not known, or an option is not the kind's or of a wrong type.
    pub fn parse(mut body: Value) -> Result<Self, FaultError> {
        let given = body.as_object_mut().and_then(|body| body.remove("kind"));
        let name = given.as_ref().and_then(Value::as_str).unwrap_or_default();
        let kind = FaultKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| FaultError::UnknownKind(name.to_owned()))?;
        let bad = |reason: String| FaultError::BadOption { kind, reason };
        let foreign = body.as_object().and_then(|body| {
            body.keys().find(|key| {
                let key = key.as_str();
                !matches!(key, "session" | "times") && !kind.options().contains(&key)
            })
        });
        if let Some(key) = foreign {
            return Err(bad(format!("takes no `{key}`")));
        }
        // `null` is a result too: looked for before reading, which makes it `None`.
        let lacks_result = kind.options().contains(&"result") && body.get("result").is_none();
        let options: FaultOptions =
            serde_json::from_value(body).map_err(|error| bad(error.to_string()))?;
        if options.times == Some(0) {
            return Err(bad("`times` is at least 1".to_owned()));
        }
        if options
            .delay_ms
            .is_some_and(|ms| ms > Self::LONGEST_DELAY_MS)
        {
            return Err(bad(format!(
                "`delay_ms` is at most {}",
                Self::LONGEST_DELAY_MS
            )));
        }
        if lacks_result {
            return Err(bad("needs a `result`".to_owned()));
        }
        Ok(Self {
            id: 0,
            kind,
            options,
        })
    }

    /// How late: `delay_ms`, 3 seconds where it is not given.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.options.delay_ms.unwrap_or(Self::DEFAULT_DELAY_MS))
    }

    /// Whether a `rest-…` fault lets the call take effect.
    pub fn is_carried_out(&self) -> bool {
        let default = match self.kind {
            FaultKind::Rest429 => return false,
            FaultKind::Rest500 | FaultKind::Rest503 => false,
            _ => true,
        };
        self.options.carried_out.unwrap_or(default)
    }

    fn strikes(&self, session: Option<&str>) -> bool {
        self.options.session.is_none() || self.options.session.as_deref() == session
    }
}

/// The faults in force, in the order they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    /// Puts a fault in force, and gives it with its number.
    pub(crate) fn add(&mut self, mut fault: Fault) -> Fault {
        self.last_id += 1;
        fault.id = self.last_id;
        self.list.push(fault.clone());
        fault
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Ends one fault, or all. `false`: there was no such fault.
    pub(crate) fn remove(&mut self, id: Option<u64>) -> bool {
        let before = self.list.len();
        self.list
            .retain(|fault| id.is_some_and(|id| id != fault.id));
        id.is_none() || self.list.len() < before
    }

    /// The first fault that strikes now, counted down by one.
    pub(crate) fn take_first(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Option<Fault> {
        let first = self
            .list
            .iter()
            .find(|fault| fault.strikes(session) && fits(fault))?
            .id;
        self.take(session, |fault| fault.id == first).pop()
    }

    /// Every fault that strikes now, each counted down by one.
    pub(crate) fn take(
        &mut self,
        session: Option<&str>,
        fits: impl Fn(&Fault) -> bool,
    ) -> Vec<Fault> {
        let mut struck = Vec::new();
        self.list.retain_mut(|fault| {
            if !fault.strikes(session) || !fits(fault) {
                return true;
            }
            struck.push(fault.clone());
            match &mut fault.options.times {
                None => true,
                Some(times) => {
                    *times -= 1;
                    *times > 0
                }
            }
        });
        struck
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(body: Value) -> Fault {
        Fault::parse(body).expect("a fault")
    }

    fn with(body: Value) -> Faults {
        let mut faults = Faults::default();
        faults.add(fault(body));
        faults
    }

    #[test]
    fn the_name_in_json_is_the_variants_in_kebab_case() {
        for kind in FaultKind::ALL {
            assert_eq!(json!(kind), json!(kind.name()));
        }
    }

    #[test]
    fn an_unknown_kind_is_refused() {
        for body in [
            json!({"kind": "nope"}),
            json!({}),
            json!([]),
            json!({"kind": 7}),
        ] {
            assert!(matches!(
                Fault::parse(body),
                Err(FaultError::UnknownKind(_))
            ));
        }
    }

    #[test]
    fn an_option_that_would_be_without_effect_is_refused() {
        for body in [
            json!({"kind": "load-never", "delay_ms": 5}),
            json!({"kind": "load-never", "time": 1}),
            json!({"kind": "load-never", "times": 0}),
            json!({"kind": "load-never", "times": "once"}),
            json!({"kind": "load-result"}),
            json!({"kind": "rest-slow", "delay_ms": 600_001}),
            json!({"kind": "rest-slow", "call": "create"}),
        ] {
            assert!(
                matches!(
                    Fault::parse(body.clone()),
                    Err(FaultError::BadOption { .. })
                ),
                "{body}"
            );
        }
    }

    #[test]
    fn a_fault_without_times_strikes_until_it_is_removed() {
        let mut faults = with(json!({"kind": "load-never"}));
        for _ in 0..3 {
            assert_eq!(faults.take(Some("s"), |_| true).len(), 1);
        }
        assert!(faults.remove(None));
        assert!(faults.take(Some("s"), |_| true).is_empty());
    }

    #[test]
    fn a_fault_with_times_counts_down_only_when_it_strikes() {
        let mut faults = with(json!({"kind": "load-never", "times": 2, "session": "a"}));
        assert!(faults.take(Some("b"), |_| true).is_empty());
        assert!(faults.take(None, |_| true).is_empty());
        assert!(
            faults
                .take(Some("a"), |f| f.kind == FaultKind::LoadLate)
                .is_empty()
        );
        assert_eq!(faults.take(Some("a"), |_| true).len(), 1);
        assert_eq!(faults.take(Some("a"), |_| true).len(), 1);
        assert!(faults.take(Some("a"), |_| true).is_empty());
        assert!(faults.list().is_empty());
    }

    #[test]
    fn one_fault_of_several_can_be_removed() {
        let mut faults = with(json!({"kind": "load-never"}));
        let second = faults.add(fault(json!({"kind": "load-twice"})));
        assert!(!faults.remove(Some(99)));
        assert!(faults.remove(Some(second.id)));
        assert_eq!(faults.list().len(), 1);
    }

    #[test]
    fn only_what_the_kind_says_is_carried_out() {
        let carried_out = |body| fault(body).is_carried_out();
        assert!(!carried_out(json!({"kind": "rest-500"})));
        assert!(carried_out(
            json!({"kind": "rest-500", "carried_out": true})
        ));
        assert!(carried_out(json!({"kind": "rest-cut-off"})));
        assert!(!carried_out(
            json!({"kind": "rest-cut-off", "carried_out": false})
        ));
        assert!(!carried_out(json!({"kind": "rest-429"})));
    }
}
