"use strict";
// Shared by all parts of the page: the data, translations, and elements built without parsing HTML.

const state = { lang: 0, view: "list", at: -1, doc: null, picked: null, tab: "value", filters: {}, shown: [] };
let HEAD = null;

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

// Build an element: children are elements or text; text is never parsed as HTML.
function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  put(made, children);
  return made;
}

function put(into, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    into.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return into;
}

function fill(into, ...children) {
  into.replaceChildren();
  return put(into, children);
}

// JSON, deflated, base64: unpacked when it is needed.
async function unpack(id) {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// --- words ---------------------------------------------------------------------------------------------------------

function T(code, details) {
  const pair = HEAD.words.say[code];
  const text = pair ? pair[state.lang] : code;
  return details ? text.replace(/\{(\w+)\}/g, (all, name) => (name in details ? details[name] : all)) : text;
}

const tableName = (table) => (HEAD.words.tables[table] || [table, table])[state.lang];
const columnName = (table, column) => (HEAD.words.columns[table + "." + column] || [column, column])[state.lang];
const columnType = (table, column) => (HEAD.words.columns[table + "." + column] || [])[2] || "string";
const itemName = (item) => (HEAD.words.items[item] || [item, item])[state.lang];
const conceptName = (concept) => (HEAD.words.concepts[concept] || [concept, concept])[state.lang];
const ruleText = (rule) => (HEAD.words.rules[rule] || [rule, rule])[state.lang];
const officeName = (office) => (HEAD.words.offices[office] || [office, office])[state.lang];

// The label of a code of a closed list; in English the code itself.
function valueName(table, column, value) {
  if (state.lang === 1) return /^[a-z_]+$/.test(value) ? value.replaceAll("_", " ") : String(value);
  const own = HEAD.words.values[table + "." + column];
  return (own && own[value]) || String(value);
}

const kindName = (kind) => (kind ? T("DOC_TYPE_" + kind) : T("NOT_KNOWN"));

// Digits in groups of three; a fraction of zeros alone is left out.
function commas(number) {
  const [whole, fraction] = String(number).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction && /[1-9]/.test(fraction) ? grouped + "." + fraction.replace(/0+$/, "") : grouped;
}

const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

// Preferences are kept in localStorage where the browser allows it.
const keep = {
  get(name) {
    try { return localStorage.getItem("extractor." + name); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem("extractor." + name, value); } catch { /* a page from disk may have no store */ }
  },
};

function button(text, does, props) {
  return h("button", { type: "button", onclick: does, ...props }, text);
}

let toastTimer = 0;
function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.classList.remove("on"), 2600);
}
