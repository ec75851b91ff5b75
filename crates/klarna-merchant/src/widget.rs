//! How Klarna's widget looks, as the program is told.

use clap::Args;
use klarna_payments::WidgetOptions;

/// How Klarna's widget looks: colours as `#RRGGBB`. What is left out stays as Klarna has it.
#[derive(Args)]
pub(crate) struct Widget {
    /// The colour of the widget's borders.
    #[arg(long = "widget-color-border", value_name = "COLOUR")]
    color_border: Option<String>,
    /// The colour of the chosen item's border.
    #[arg(long = "widget-color-border-selected", value_name = "COLOUR")]
    color_border_selected: Option<String>,
    /// The colour of bullets and the like.
    #[arg(long = "widget-color-details", value_name = "COLOUR")]
    color_details: Option<String>,
    /// The colour of text.
    #[arg(long = "widget-color-text", value_name = "COLOUR")]
    color_text: Option<String>,
    /// The radius of corners: `5px`.
    #[arg(long = "widget-radius-border", value_name = "LENGTH")]
    radius_border: Option<String>,
}

impl From<Widget> for WidgetOptions {
    fn from(widget: Widget) -> Self {
        Self {
            color_border: widget.color_border,
            color_border_selected: widget.color_border_selected,
            color_details: widget.color_details,
            color_text: widget.color_text,
            radius_border: widget.radius_border,
        }
    }
}
