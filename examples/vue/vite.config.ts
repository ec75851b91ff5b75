import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "klarna-checkout" } } }),
  ],
  // The element's files lie beside each other and find each other by their names.
  optimizeDeps: { exclude: ["klarna-checkout-element"] },
  server: { proxy: { "^/(klarna|shop)/": "http://127.0.0.1:8080" } },
});
