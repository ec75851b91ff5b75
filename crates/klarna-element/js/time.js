// @ts-check
// Waits with an end.

/** @param {number} ms */
export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Promises the outcome of a promise, or nothing after that time.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T | undefined>}
 */
export const within = (promise, ms) => Promise.race([promise, late(ms)]);
