import "klarna-checkout-element";
import "klarna-checkout-element/klarna-checkout.css";
import "./shop.css";

import type {} from "klarna-checkout-element/vue";
import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import App from "./App.vue";
import Basket from "./Basket.vue";
import Checkout from "./Checkout.vue";
import Confirmation from "./Confirmation.vue";
import { openShop } from "./shop";

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Basket },
    { path: "/checkout", component: Checkout },
    { path: "/confirmation", component: Confirmation },
  ],
});

createApp(App, { shop: await openShop() }).use(router).mount("#app");
