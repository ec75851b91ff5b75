// Amounts and periods as the shopper reads them. Amounts come as whole minor units; every currency of Klarna's
// markets counts a hundred of them.

/** `money(9500, "EUR", "de-DE")` is `95,00 €`. */
export function money(minorUnits, currency, locale) {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(minorUnits / 100);
  } catch {
    return `${(minorUnits / 100).toFixed(2)} ${currency}`;
  }
}

/** `period(3, "MONTH", "de-DE")` is `3 Monate`. */
export function period(count, interval, locale) {
  const unit = String(interval).toLowerCase();
  try {
    return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
  } catch {
    return `${count} ${unit}`;
  }
}
