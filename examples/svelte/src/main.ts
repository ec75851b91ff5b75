import "klarna-checkout-element";
import "klarna-checkout-element/klarna-checkout.css";
import "./shop.css";

import type {} from "klarna-checkout-element/svelte";
import { mount } from "svelte";
import App from "./App.svelte";
import { openShop } from "./shop";

mount(App, { target: document.getElementById("app")!, props: await openShop() });
