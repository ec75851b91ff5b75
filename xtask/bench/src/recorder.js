// Runs in the page before anything of its own, and notes what comes when, in milliseconds since the
// navigation began.
(() => {
  if (window !== window.top) return;
  // What still happens after the shopper could pay counts as well: that long is waited.
  const QUIET_MS = 700;
  const LIMIT_MS = 30_000;

  let widget = null;
  let pay = null;
  let shift = 0;
  const moved = [];
  const tasks = [];
  let told = () => {};

  const note = () => {
    if (widget !== null && pay !== null) told();
  };

  window.addEventListener("message", (event) => {
    if (event.data?.type !== "bench-widget") return;
    widget ??= performance.now();
    note();
  });

  const button = () => document.querySelector(".pay, .klarna-checkout__pay");
  const look = () => {
    if (pay !== null || button()?.disabled !== false) return;
    pay = performance.now();
    note();
  };
  new MutationObserver(look).observe(document, { attributeFilter: ["disabled"], childList: true, subtree: true });

  const observe = (type, each) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  observe("longtask", ({ duration }) => tasks.push(duration));
  observe("layout-shift", ({ value, sources }) => {
    shift += value;
    moved.push(...sources.map(({ node, previousRect, currentRect }) =>
      `${node?.className || node?.nodeName} from ${previousRect.y} to ${currentRect.y} px`));
  });

  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  /** Until the widget is there and pay can be pressed. */
  const usable = () => {
    const both = new Promise((resolve) => { told = resolve; note(); });
    const late = pause(LIMIT_MS).then(() => {
      throw new Error(`after ${LIMIT_MS} ms: widget ${widget}, pay ${pay}`);
    });
    return Promise.race([both, late]);
  };

  /** What was downloaded, answers to the page's calls as well: when, and how many bytes as they came. */
  const files = () =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .map(({ name, encodedBodySize, startTime, responseEnd }) => ({
        name, bytes: encodedBodySize, from: startTime, to: responseEnd,
        counts: name.startsWith(location.origin) && !name.includes("/klarna/"),
      }));

  window.recorder = {
    /** Everything that was noted, once the page has come to rest. */
    async finished() {
      await usable();
      await pause(QUIET_MS);
      return { widget, pay, shift, moved, tasks, files: files() };
    },

    /** Takes the checkout off the page and puts it there anew, so many times. */
    async mountAnew(times) {
      for (let time = 0; time < times; time += 1) {
        window.bench.unmount();
        // A framework takes it away when the task is over.
        while (button()) await pause(0);
        widget = null;
        pay = null;
        window.bench.mount();
        look();
        await usable();
      }
      // The browser's own notes of each request are not the page's.
      performance.clearResourceTimings();
    },
  };
})();
