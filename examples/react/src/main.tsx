import "klarna-checkout-element";
import "klarna-checkout-element/klarna-checkout.css";
import "./shop.css";

import type {} from "klarna-checkout-element/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
