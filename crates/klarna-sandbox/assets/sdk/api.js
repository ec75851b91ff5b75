// What the page sees.

const api = {
  init, load, loadPaymentReview, authorize, reauthorize, finalize, on, off, Buttons,
};

const Klarna = (window.Klarna = window.Klarna || {});
const LEGACY = ["Credit", "DirectBankTransfer", "DirectDebit"];

// A second script tag changes nothing, but calls the page again.
if (!["Payments", ...LEGACY].every((name) => Klarna[name])) {
  Klarna.Payments = api;
  for (const name of LEGACY) Klarna[name] = { ...api };
}
if (typeof window.klarnaAsyncCallback === "function") window.klarnaAsyncCallback();
