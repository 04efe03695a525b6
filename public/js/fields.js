/**
 * Forms as JSON documents and back. A control's name is its place in the document: `kcal/min` is `{kcal: {min: ...}}`, and
 * with a slash before it, it is the JSON pointer by which a problem names the field.
 */

import { element, reveal } from "./dom.js";

const ERROR_ID = "error-of-";

/** @typedef {HTMLInputElement} Control an input, or a select, which has all that is asked of it here */

/**
 * What the form's controls say. Empty ones are null; checkboxes that share a name are a list of the checked values.
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export function read(form) {
  const document = {};
  for (const control of controls(form)) {
    if (isMember(control)) addMember(document, control);
    else place(document, control.name.split("/"), valueOf(control));
  }
  return document;
}

/**
 * The form's controls say what the document says.
 * @param {HTMLFormElement} form
 * @param {Record<string, any>} document
 */
export function fill(form, document) {
  for (const control of controls(form)) {
    const value = control.name.split("/").reduce((part, step) => part?.[step], /** @type {any} */ (document));
    if (isMember(control)) control.checked = (value ?? []).includes(control.value);
    else if (isCheckbox(control)) control.checked = Boolean(value);
    else if (control.type !== "hidden") control.value = value ?? "";
  }
}

/**
 * Whether the browser finds nothing wrong; otherwise each field says what is.
 * @param {HTMLFormElement} form
 */
export function check(form) {
  const wrong = controls(form).filter((control) => !control.validity.valid);
  const errors = wrong.map((control) => ({ in: "body", pointer: `/${control.name}`, message: control.validationMessage }));
  clearErrors(form);
  showErrors(form, errors);
  return errors.length === 0;
}

/**
 * Each error stands at its field, and the first of these fields has the focus.
 * @param {HTMLFormElement} form
 * @param {import("./api.js").FieldError[]} errors
 * @returns {import("./api.js").FieldError[]} those that belong to no field of this form
 */
export function showErrors(form, errors) {
  const fields = errors.map((error) => fieldOf(form, error.pointer));
  fields.forEach((field, index) => field && showError(field, errors[index].message));
  const first = fields.find((field) => field !== null);
  if (first) reveal(focusable(first));
  return errors.filter((_, index) => fields[index] === null);
}

/**
 * No field says that anything is wrong.
 * @param {HTMLFormElement} form
 */
export function clearErrors(form) {
  for (const shown of form.querySelectorAll(".field-error")) shown.remove();
  for (const marked of form.querySelectorAll("[aria-invalid]")) {
    marked.removeAttribute("aria-invalid");
    describe(marked, (id) => !id.startsWith(ERROR_ID));
  }
}

/**
 * The part of the form that a pointer leads to: the field itself or, where the form shows it as a whole, what it is in.
 * @param {HTMLFormElement} form
 * @param {string} pointer
 * @returns {HTMLElement | null}
 */
export function fieldOf(form, pointer) {
  for (let steps = pointer.split("/").slice(1); steps.length > 0; steps = steps.slice(0, -1)) {
    const name = CSS.escape(steps.join("/"));
    const found = form.querySelector(`[data-field="${name}"], [name="${name}"]`);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}

/**
 * What takes the keyboard in a field: the control itself, or the first one of a group.
 * @param {HTMLElement} field
 * @returns {HTMLElement}
 */
export function focusable(field) {
  const selector = "input:not([type=hidden]), select, button";
  return field.matches(selector) ? field : (field.querySelector(selector) ?? field);
}

/**
 * @param {HTMLElement} field
 * @param {string} message
 */
function showError(field, message) {
  const id = `${ERROR_ID}${(field.dataset.field ?? field.getAttribute("name") ?? "").replaceAll("/", "-")}`;
  const holder = field.dataset.field ? field : (field.closest(".field") ?? field);
  const marked = field.dataset.field ? focusable(field) : field;
  holder.append(element("p", { class: "field-error", id }, message));
  marked.setAttribute("aria-invalid", "true");
  describe(marked, () => true, id);
}

/**
 * The control is described by the elements that are kept of those before, and one more.
 * @param {Element} control
 * @param {(id: string) => boolean} isKept
 * @param {...string} more
 */
function describe(control, isKept, ...more) {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && isKept(id));
  control.setAttribute("aria-describedby", [...ids, ...more].join(" "));
}

/**
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
function controls(form) {
  return /** @type {Control[]} */ ([...form.elements].filter((control) => "name" in control && control.name));
}

/** @param {Control} control */
function isCheckbox(control) {
  return control.type === "checkbox";
}

/** @param {Control} control */
function isMember(control) {
  return isCheckbox(control) && control.hasAttribute("value");
}

/**
 * @param {Record<string, any>} document
 * @param {HTMLInputElement} control
 */
function addMember(document, control) {
  document[control.name] ??= [];
  if (control.checked) document[control.name].push(control.value);
}

/** @param {Control} control */
function valueOf(control) {
  if (isCheckbox(control)) return control.checked;
  if (control.value === "") return null;
  return control.type === "number" ? Number(control.value) : control.value;
}

/**
 * The document holds the value at the end of the steps; steps that are numbers are places in lists.
 * @param {any} document
 * @param {string[]} steps
 * @param {unknown} value
 */
function place(document, [step, ...rest], value) {
  if (rest.length === 0) {
    document[step] = value;
  } else {
    document[step] ??= /^\d+$/.test(rest[0]) ? [] : {};
    place(document[step], rest, value);
  }
}
