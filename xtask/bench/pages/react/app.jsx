import { createRoot } from "react-dom/client";
import { Checkout } from "../hooks/checkout.jsx";

const { sdk } = document.querySelector("[data-sdk]").dataset;
let root;
window.bench = {
  unmount() { root.unmount(); },
  mount() {
    root = createRoot(document.querySelector("main"));
    root.render(<Checkout script={sdk} cart="bench" />);
  },
};
window.bench.mount();
