// The page in the payment review's iframe. Its words are in the languages of the US: there is no
// review elsewhere.

const WORDS = {
  en: "You pay with Klarna, once you place the order. Test: no money moves.",
  es: "Pagas con Klarna, al hacer el pedido. Prueba: no se mueve dinero.",
};

const locale = new URLSearchParams(window.location.search).get("locale") || "";
const lang = locale.startsWith("es") ? "es" : "en";
document.documentElement.lang = lang;
document.getElementById("review").textContent = WORDS[lang];
