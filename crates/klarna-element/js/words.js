// What a shopper reads where the wasm, which has all other words, did not come.

const WORDS = {
  de: "Klarna kann gerade nicht genutzt werden. Bitte laden Sie die Seite neu, oder wählen Sie eine andere Zahlungsart.",
  en: "Klarna cannot be used right now. Please reload the page, or choose another way to pay.",
  sv: "Klarna kan inte användas just nu. Ladda om sidan eller välj ett annat sätt att betala.",
};

export const unavailable = (locale) => WORDS[locale.slice(0, 2).toLowerCase()] ?? WORDS.en;
