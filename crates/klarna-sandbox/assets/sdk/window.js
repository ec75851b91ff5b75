// The authorization window: a popup, or an overlay in the page where the browser blocks that.

const WINDOW = { width: 500, height: 700 };

// Has to run within the shopper's click: later, a browser takes it for an unwanted popup.
function openWindow(widget, id, asOverlay) {
  const path = `/kp/window?id=${id}`;
  const popup = asOverlay ? null : openPopup(widget, path);
  // Its page closes it. From here that is an error where it no longer has an opener.
  if (popup) return { isClosed: () => popup.closed, close: () => {} };
  showOverlay(widget, path);
  return { isClosed: () => !widget.overlaid, close: () => hideOverlay(widget) };
}

function openPopup(widget, path) {
  const { width, height } = WINDOW;
  const left = Math.round(window.screenX + (window.outerWidth - width) / 2);
  const top = Math.round(window.screenY + (window.outerHeight - height) / 2);
  const features = `popup,width=${width},height=${height},left=${left},top=${top}`;
  return window.open(ORIGIN + path, `klarna-${widget.name}-window`, features);
}

// Waits for what the shopper did. The sandbox is asked, not the window: an answer also comes where the
// window has lost its opener.
async function outcomeOf(id, opened) {
  // Closed by the browser's own means, which the page in the window cannot tell of.
  const watchWindow = setInterval(() => {
    if (!opened.isClosed()) return;
    clearInterval(watchWindow);
    post("/kp/window/answers", { window: id, answer: "close" }).catch(() => {});
  }, 100);
  try {
    return await askForOutcome(id);
  } finally {
    clearInterval(watchWindow);
    opened.close();
  }
}

async function askForOutcome(id) {
  for (let failures = 0; failures < 20; ) {
    const response = await post("/kp/sdk/outcomes", { window: id }).catch(() => null);
    if (!response) {
      // A network that is away for a moment.
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } else if (response.status === 200) {
      return response.json();
    } else if (response.status === 204) {
      failures = 0;
    } else {
      break;
    }
  }
  throw plainError("The sandbox no longer knows the window.");
}
