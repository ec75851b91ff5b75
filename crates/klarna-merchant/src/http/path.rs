//! Refuses paths that nothing can be at: those that are not readable.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;

use crate::problem::ApiError;

/// The longest name of a file, in bytes, on any system that the site may lie on.
const LONGEST_NAME: usize = 255;

/// Answers a path whose percent encoding is wrong, or that does not stand for text.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if is_readable(request.uri().path()) {
        return next.run(request).await;
    }
    ApiError::invalid("The path is not readable.").into_response()
}

fn is_readable(path: &str) -> bool {
    let complete = path.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    complete
        && percent_decode_str(path)
            .decode_utf8()
            .is_ok_and(|text| !text.contains('\0'))
}

/// Returns `true` if a file's path may have these names in it.
pub(super) fn may_be_file(path: &str) -> bool {
    path.split('/')
        .all(|name| percent_decode_str(name).count() <= LONGEST_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_not_readable() {
        for path in ["/", "/a%20b", "/%F0%9F%98%80", "/%25"] {
            assert!(is_readable(path), "{path}");
        }
        for path in ["/%", "/%2", "/%zz", "/%F", "/%FF", "/a%00b", "/%F0%9F%98"] {
            assert!(!is_readable(path), "{path}");
        }
    }
}
