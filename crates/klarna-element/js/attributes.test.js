import assert from "node:assert/strict";
import { test } from "node:test";

import { ATTRIBUTES, PROPERTIES, optionsOf, reflect } from "./attributes.js";

/** An element as far as attributes go. */
class Fake {
  #attributes = new Map();
  lang = undefined;
  nonce = "";

  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.#attributes.has(name);
  }
  setAttribute(name, value) {
    this.#attributes.set(name, String(value));
  }
  removeAttribute(name) {
    this.#attributes.delete(name);
  }
  closest() {
    return this;
  }
}
reflect(Fake);

test("a property reflects its attribute, with hyphens", () => {
  const element = new Fake();
  element.preferredPaymentMethod = "invoice";
  assert.equal(element.getAttribute("preferred-payment-method"), "invoice");
  element.preferredPaymentMethod = null;
  assert.equal(element.preferredPaymentMethod, "");
  assert.ok(ATTRIBUTES.includes("preferred-payment-method"));
  assert.equal(ATTRIBUTES.length, PROPERTIES.length);
});

test("a flag is its attribute's presence", () => {
  const element = new Fake();
  element.grouped = true;
  assert.equal(element.getAttribute("grouped"), "");
  element.grouped = false;
  assert.equal(element.grouped, false);
});

test("a language gets its country, and an unreadable one is American English", () => {
  const element = new Fake();
  for (const [lang, locale] of [
    ["sv", "sv-SE"],
    ["de-AT", "de-AT"],
    ["", "en-US"],
    ["no such thing!", "en-US"],
  ]) {
    element.lang = lang;
    assert.equal(element.locale, locale);
  }
});

test("a cart's version is a whole number from 0, or nothing", () => {
  const element = new Fake();
  for (const [text, version] of [
    ["0", 0],
    ["7", 7],
    ["", null],
    ["-1", null],
    ["1.5", null],
    ["x", null],
  ]) {
    element.setAttribute("cart-version", text);
    assert.equal(element.cartVersion, version, text);
  }
});

test("several pages leave the order to the last, and only express has a button", () => {
  const element = new Fake();
  assert.equal(optionsOf(element).autoFinalize, true);
  assert.equal(optionsOf(element).express, undefined);
  element.mode = "several-pages";
  assert.equal(optionsOf(element).autoFinalize, false);
  element.mode = "express";
  element.theme = "dark";
  const express = { theme: "dark", shape: "", collectShippingAddress: false };
  assert.deepEqual(optionsOf(element).express, express);
});
