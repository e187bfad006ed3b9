//! QR codes of chat pages, as SVG.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{Error, Result};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Black on white with its quiet zone, for print as well: 15 % of it may get dirty.
pub fn svg(url: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M)
        .map_err(|error| Error::internal_error(format!("the QR code of a page: {error}")))?;
    let mut image = code.render::<svg::Color<'_>>();
    image
        .min_dimensions(320, 320)
        .quiet_zone(true)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"));
    Ok(image.build())
}

pub fn answer(svg: String) -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=300")], svg).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_an_image_without_scripts_and_differs_with_the_address() {
        let one = super::svg("https://desk.example/c/0123456789abc").unwrap();
        assert!(one.contains("<svg") && !one.contains("<script"));
        assert_ne!(one, super::svg("https://desk.example/c/0123456789abd").unwrap());
    }
}
