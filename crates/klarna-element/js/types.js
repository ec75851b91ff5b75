// @ts-check
// The shapes that the wasm and the element share. Types only.

/**
 * @typedef {object} Attributes The properties that reflect attributes.
 * @property {string} base
 * @property {string} cart
 * @property {string} locale
 * @property {string} mode
 * @property {string} script
 * @property {string} category
 * @property {string} clientToken
 * @property {string} session
 * @property {string} preferredPaymentMethod
 * @property {string} theme
 * @property {string} shape
 * @property {boolean} grouped
 * @property {boolean} earlyData
 * @property {boolean} collectShippingAddress
 * @property {number | null} cartVersion
 *
 * @typedef {HTMLElement & Attributes} AttributedElement
 *
 * @typedef {object} ActionView A button.
 * @property {string} label
 * @property {boolean} shown
 * @property {boolean} enabled
 *
 * @typedef {object} MethodView A payment method to choose.
 * @property {string} category
 * @property {string} name
 * @property {string | null} logo
 * @property {boolean} chosen
 * @property {boolean} enabled
 *
 * @typedef {object} View A checkout at a moment, with its texts: `View` of the Rust library.
 * @property {string} state
 * @property {string | null} reason
 * @property {boolean} busy
 * @property {boolean} widget
 * @property {boolean} review
 * @property {string} legend
 * @property {MethodView[]} methods
 * @property {string[]} terms
 * @property {string} status
 * @property {string} problem
 * @property {ActionView} retry
 * @property {ActionView} check
 * @property {ActionView} stop
 * @property {ActionView} change
 * @property {ActionView} pay
 *
 * @typedef {Record<string, string>} Words The texts of one language: a file of `src/text`.
 *
 * @typedef {{ at: string, event: string, state: string, reason?: string, correlation_id?: string }} Transition
 *
 * @typedef {object} Host The element as the wasm sees it. None of it throws.
 * @property {string} cart
 * @property {string} locale
 * @property {number | undefined} cartVersion
 * @property {boolean} saving
 * @property {unknown} customer
 * @property {object} options
 * @property {() => boolean} validate
 * @property {(name: string) => Element | undefined} part
 * @property {(view: View) => void} draw
 * @property {(name: string, detail: object) => void} onEvent
 *
 * @typedef {object} Checkout A checkout that runs in the wasm.
 * @property {() => boolean} pay
 * @property {() => boolean} finalize
 * @property {(category: string) => boolean} choose
 * @property {() => void} retry
 * @property {() => void} check
 * @property {() => void} stopWaiting
 * @property {() => void} refresh
 * @property {(another: boolean) => void} changed
 * @property {() => void} redraw
 * @property {(words: Words) => void} speak
 * @property {() => Transition[]} transitions
 * @property {() => void} end
 * @property {() => void} free
 *
 * @typedef {{ Checkout: { start(host: Host, words: Words): Checkout } }} Core The wasm's exports.
 */

export {};
