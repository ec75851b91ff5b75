// Amounts as the shopper reads them. They come as whole minor units; every currency of Klarna's
// markets counts a hundred of them.

/** `money(9500, "EUR", "de-DE")` is `95,00 €`. */
export function money(minorUnits, currency, locale) {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(minorUnits / 100);
  } catch {
    return `${(minorUnits / 100).toFixed(2)} ${currency}`;
  }
}
