/** Numbers and dates as text. Days of a plan have no time zone: they are read and shown as UTC throughout. */

const LOCALE = "en-GB";
const MONEY = /** @type {const} */ ({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" });
const FRACTIONS = new Map([
  [0.25, "¼"],
  [0.33, "⅓"],
  [0.5, "½"],
  [0.67, "⅔"],
  [0.75, "¾"],
]);

/**
 * @param {number} value
 * @param {number} [decimals] at most
 */
export const number = (value, decimals = 0) => value.toLocaleString(LOCALE, { maximumFractionDigits: decimals });

/**
 * A share as per cent.
 * @param {number} share
 * @param {number} [decimals]
 */
export const percent = (share, decimals = 2) => `${number(share * 100, decimals)} %`;

/** @param {number} amount */
export const dollars = (amount) => amount.toLocaleString(LOCALE, MONEY);

/**
 * A quantity as cooks write it: 1.5 is 1½.
 * @param {number} value
 */
export function quantity(value) {
  const whole = Math.floor(value);
  const fraction = FRACTIONS.get(Math.round((value - whole) * 100) / 100);
  if (fraction === undefined) return number(value, 1);
  return whole === 0 ? fraction : `${whole}${fraction}`;
}

/** @param {number} value */
export const portion = (value) => `${quantity(value)} ${value > 1 ? "portions" : "portion"}`;

/** @param {string} day such as 2026-11-30 */
export const weekday = (day) => format(day, { weekday: "long" });

/** @param {string} day */
export const weekdayInShort = (day) => format(day, { weekday: "short" });

/** @param {string} day */
export const dayAndMonth = (day) => format(day, { day: "numeric", month: "short" });

/**
 * The days of a plan, first to last.
 * @param {string} startsOn
 * @param {number} days
 */
export function period(startsOn, days) {
  const last = new Date(startsOn);
  last.setUTCDate(last.getUTCDate() + days - 1);
  const options = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return new Intl.DateTimeFormat(LOCALE, options).formatRange(new Date(startsOn), last);
}

/**
 * A moment in the reader's own time.
 * @param {string} timestamp
 */
export const moment = (timestamp) =>
  new Date(timestamp).toLocaleString(LOCALE, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/**
 * The first Monday after today, where the reader is, as a form takes it.
 * @param {Date} [today]
 */
export function nextMonday(today = new Date()) {
  const ahead = (8 - today.getDay()) % 7 || 7;
  const monday = new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + ahead));
  return monday.toISOString().slice(0, 10);
}

/**
 * @param {string} day
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(day, options) {
  return new Date(day).toLocaleDateString(LOCALE, { ...options, timeZone: "UTC" });
}
