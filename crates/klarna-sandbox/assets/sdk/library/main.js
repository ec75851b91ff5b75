// The sandbox's own stand-in for the library that Klarna's SDK adds to the page in its newer flow. No code
// of Klarna's is in it.
(function () {
  "use strict";

  const STYLE = `
    :host { display: block; }
    iframe { display: block; width: 100%; min-width: 280px; max-width: 600px; border: 0; }
  `;

  // How many places there are: each has an id of its own.
  let places = 0;

  // Draws elements into a closed shadow root in the container, and returns its host.
  function place(container, elements) {
    places += 1;
    const host = document.createElement("div");
    host.dataset.cid = `klarna-${places}`;
    const style = document.createElement("style");
    style.textContent = STYLE;
    host.attachShadow({ mode: "closed" }).append(style, ...elements);
    container.append(host);
    return host;
  }

  window[Symbol.for("klarna-sandbox.library")] = { place };
})();
