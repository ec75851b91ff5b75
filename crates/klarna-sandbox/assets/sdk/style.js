// Looks that the SDK writes into the page. A content security policy without `'unsafe-inline'` for
// styles leaves them out.

const PAGE_STYLE = ".klarna-payments-fso-open { overflow: hidden; }";

let hasPageStyle = false;

function addStyle(root, css) {
  const style = document.createElement("style");
  style.textContent = css;
  root.append(style);
}

// Once for the page.
function addPageStyle() {
  if (hasPageStyle) return;
  hasPageStyle = true;
  addStyle(document.head, PAGE_STYLE);
}
