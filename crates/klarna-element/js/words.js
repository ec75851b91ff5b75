// What a shopper reads where the wasm, which has all other words, did not come.

const WORDS = {
  de: {
    unavailable: "Klarna kann gerade nicht genutzt werden. Bitte wählen Sie eine andere Zahlungsart.",
    retry: "Erneut versuchen",
  },
  en: {
    unavailable: "Klarna cannot be used right now. Please choose another way to pay.",
    retry: "Try again",
  },
  sv: {
    unavailable: "Klarna kan inte användas just nu. Välj ett annat sätt att betala.",
    retry: "Försök igen",
  },
};

export const words = (locale) => WORDS[locale.slice(0, 2).toLowerCase()] ?? WORDS.en;
