import "klarna-checkout-element";
import "klarna-checkout-element/klarna-checkout.css";
import "./shop.css";

import { mount } from "svelte";
import App from "./App.svelte";
import { openShop } from "./shop";

mount(App, { target: document.getElementById("app")!, props: await openShop() });
