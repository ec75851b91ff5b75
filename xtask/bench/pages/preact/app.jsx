import { render } from "preact";
import { Checkout } from "../hooks/checkout.jsx";

const { sdk } = document.querySelector("[data-sdk]").dataset;
const main = document.querySelector("main");
window.bench = {
  unmount() { render(null, main); },
  mount() { render(<Checkout script={sdk} cart="bench" />, main); },
};
window.bench.mount();
