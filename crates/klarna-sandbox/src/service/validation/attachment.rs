//! The content of an attachment: Klarna's extra merchant data.

use serde_json::Value;

use super::BadFields;
use crate::model::{Fields, text_at};

/// The content type whose content is known.
const EXTRA_MERCHANT_DATA: &str = "application/vnd.klarna.internal.emd-v2+json";

/// Names the attachment if its content is not an object of lists of objects. Source: Klarna's guide to extra
/// merchant data, which also has the name. Other content types are not looked into.
pub(super) fn check(fields: &Fields) -> BadFields {
    let is_known = text_at(fields, "attachment.content_type") == Some(EXTRA_MERCHANT_DATA);
    if is_known && !text_at(fields, "attachment.body").is_some_and(is_extra_merchant_data) {
        return vec!["attachment.attachment".to_owned()];
    }
    Vec::new()
}

fn is_extra_merchant_data(text: &str) -> bool {
    let Ok(Value::Object(segments)) = serde_json::from_str(text) else {
        return false;
    };
    segments.values().all(|segment| {
        let objects = segment.as_array();
        objects.is_some_and(|objects| objects.iter().all(Value::is_object))
    })
}
