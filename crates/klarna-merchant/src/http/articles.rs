//! The articles' own pages and pictures, as Klarna shows and links them.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{App, page};
use crate::{
    extract::Path,
    problem::ApiError,
    shop::{self, Article},
};

/// An article's page: no more than its name and picture.
pub(super) async fn page(
    State(app): State<App>,
    Path(sku): Path<String>,
) -> Result<Response, ApiError> {
    let Article { sku, name, .. } = known(&sku)?;
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>\
         <h1>{name}</h1><img src=\"{sku}/picture.svg\" alt=\"\" width=\"240\" height=\"240\">\
         <p><a href=\"/\">Shop</a></p></html>"
    );
    Ok(page::plain(html, &app.csp))
}

/// An article's picture: its first letter.
pub(super) async fn picture(Path(sku): Path<String>) -> Result<Response, ApiError> {
    let letter = known(&sku)?.name.chars().next().unwrap_or('?');
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 240 240\">\
         <rect width=\"240\" height=\"240\" fill=\"#e7e5e0\"/>\
         <text x=\"120\" y=\"120\" fill=\"#3f3d38\" font-family=\"sans-serif\" font-size=\"120\" \
         text-anchor=\"middle\" dominant-baseline=\"central\">{letter}</text></svg>"
    );
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

fn known(sku: &str) -> Result<&'static Article, ApiError> {
    shop::article(sku)
        .ok_or_else(|| ApiError::http(StatusCode::NOT_FOUND, "There is no such article."))
}
