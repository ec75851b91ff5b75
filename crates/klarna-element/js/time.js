// Waiting no longer than that.

export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Promises what the promise comes to, or nothing after that time. */
export const within = (promise, ms) => Promise.race([promise, late(ms)]);
