//! How Klarna's widget looks, as the program is told.

use clap::Args;
use klarna_payments::WidgetOptions;

/// How Klarna's widget looks: colours as `#RRGGBB`. What is left out stays as Klarna has it.
#[derive(Args)]
pub(crate) struct Widget {
    /// The colour of the widget's borders.
    #[arg(long, value_name = "COLOUR")]
    widget_color_border: Option<String>,
    /// The colour of the chosen item's border.
    #[arg(long, value_name = "COLOUR")]
    widget_color_border_selected: Option<String>,
    /// The colour of bullets and the like.
    #[arg(long, value_name = "COLOUR")]
    widget_color_details: Option<String>,
    /// The colour of text.
    #[arg(long, value_name = "COLOUR")]
    widget_color_text: Option<String>,
    /// The radius of corners: `5px`.
    #[arg(long, value_name = "LENGTH")]
    widget_radius_border: Option<String>,
}

impl From<Widget> for WidgetOptions {
    fn from(widget: Widget) -> Self {
        Self {
            color_border: widget.widget_color_border,
            color_border_selected: widget.widget_color_border_selected,
            color_details: widget.widget_color_details,
            color_text: widget.widget_color_text,
            radius_border: widget.widget_radius_border,
        }
    }
}
