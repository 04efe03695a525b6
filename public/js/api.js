/** Calls of this project's API: JSON in and out, a deadline on each, and every failure as a `Problem`. */

const DEADLINE_SECONDS = 15;

/**
 * @typedef {{in: string, pointer: string, message: string}} FieldError
 * @typedef {{pointer: string, from: unknown, to: unknown, message: string}} Relaxation
 * @typedef {{body?: unknown, seconds?: number, signal?: AbortSignal}} CallOptions
 */

/** Why a call failed, with a sentence for people as its message. */
export class Problem extends Error {
  /**
   * @param {string} detail
   * @param {{status?: number, code?: string, request_id?: string | null, errors?: FieldError[],
   *   relaxations?: Relaxation[]}} [document]
   */
  constructor(detail, document = {}) {
    super(detail);
    this.status = document.status ?? 0;
    this.code = document.code ?? "";
    this.requestId = document.request_id ?? null;
    this.errors = document.errors ?? [];
    this.relaxations = document.relaxations ?? [];
  }
}

/**
 * What is at an address.
 * @param {string} path behind `/api/v1`
 * @param {CallOptions} [options]
 */
export const get = (path, options) => call("GET", path, options);

/**
 * The answer to something new.
 * @param {string} path
 * @param {unknown} [body]
 * @param {CallOptions} [options]
 */
export const post = (path, body, options) => call("POST", path, { ...options, body });

/**
 * The answer to a replacement.
 * @param {string} path
 * @param {unknown} body
 */
export const put = (path, body) => call("PUT", path, { body });

/**
 * The answer to a change.
 * @param {string} path
 * @param {unknown} body
 */
export const patch = (path, body) => call("PATCH", path, { body });

/**
 * Nothing; what was at the address is gone.
 * @param {string} path
 */
export const remove = (path) => call("DELETE", path);

/**
 * @param {string} method
 * @param {string} path
 * @param {CallOptions} [options]
 * @returns {Promise<any>} the answer's JSON, or null when it has no body
 * @throws {Problem} the call failed
 * @throws {DOMException} `AbortError`: the caller's own signal ended it
 */
async function call(method, path, { body, seconds = DEADLINE_SECONDS, signal } = {}) {
  const deadline = AbortSignal.timeout(seconds * 1000);
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
    });
    return await content(response);
  } catch (error) {
    throw translated(error, seconds);
  }
}

/** @param {Response} response */
async function content(response) {
  const text = await response.text();
  const document = parsed(text);
  if (response.ok && (document !== undefined || text === "")) return document ?? null;
  if (typeof document?.detail === "string") throw new Problem(document.detail, document);
  throw new Problem(`The server gave an answer that this page does not understand (status ${response.status}).`, {
    status: response.status,
    request_id: response.headers.get("x-request-id"),
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy's page, or nothing at all
  }
}

/**
 * @param {unknown} error
 * @param {number} seconds
 */
function translated(error, seconds) {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new Problem(`The server did not answer within ${seconds} seconds. Try again in a moment.`);
  }
  if (error instanceof TypeError) {
    return new Problem("The server cannot be reached. Check your connection and try again.");
  }
  return error;
}

/** Keeps one call of a kind under way: each signal it gives ends the call that had the one before. */
export class Latest {
  /** @type {AbortController | undefined} */
  #controller;

  /** @returns {AbortSignal} */
  next() {
    this.#controller?.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }
}
