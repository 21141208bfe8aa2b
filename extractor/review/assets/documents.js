// The list of documents, worst first, with its filters.

const FILTERS = [
  ["year", "FILTER_YEAR", (e) => [e.fiscal_year], (v) => v],
  ["kind", "FILTER_KIND", (e) => [e.doc_type], (v) => kindName(v)],
  ["office", "FILTER_OFFICE", (e) => [e.department_type], (v) => officeName(v)],
  ["area", "FILTER_AREA", (e) => [[e.province, e.city].filter(Boolean).join("")], (v) => v],
  ["grade", "FILTER_GRADE", (e) => [e.grade], (v) => v],
  ["rule", "FILTER_RULE", (e) => Object.keys(e.failed), (v) => v + "  " + short(ruleText(v), 30)],
  ["issue", "FILTER_ISSUE", (e) => Object.keys(e.issues), (v) => v],
];
const STEP = 40; // rows rendered at a time
const AHEAD = 2000; // rows rendered ahead of scrolling

function matching() {
  const words = (state.filters.text || "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  return HEAD.entries.map((entry, at) => ({ entry, at })).filter(({ entry }) => {
    for (const [name, , values] of FILTERS) {
      const wanted = state.filters[name];
      if (wanted && !values(entry).some((value) => String(value) === wanted)) return false;
    }
    const told = toldOf(entry);
    return words.every((word) => told.includes(word) || hasValue(entry, word));
  });
}

// All that the list is searched in.
function toldOf(entry) {
  const kind = entry.doc_type ? HEAD.words.say["DOC_TYPE_" + entry.doc_type] : [];
  const office = HEAD.words.offices[entry.department_type] || [];
  return [entry.department_name, entry.title, entry.path, entry.province, entry.city, entry.county, entry.disclosure_id, entry.fiscal_year,
    ...kind, ...office, entry.grade, ...Object.keys(entry.failed), ...Object.keys(entry.issues)].join(" ").toLowerCase();
}

// Whether a word is a number that a fact of the whole has, as printed or in yuan.
function hasValue(entry, word) {
  const number = word.replaceAll(",", "").replace(/元$/, "").replace(/[万亿]$/, "");
  if (!/^-?\d+(\.\d+)?$/.test(number) || /^20[0-3]\d$/.test(number)) return false;
  const plain = number.includes(".") ? number.replace(/0+$/, "").replace(/\.$/, "") : number;
  return entry.values.includes(plain);
}

// --- search in the texts ---------------------------------------------------------------------------------------------

const texts = new Map(); // number of a document -> [place, text in lower case, text]
let searching = 0; // a newer search ends an older one

async function textsOfDocument(at) {
  if (!texts.has(at)) {
    const doc = await unpack("d" + at);
    texts.set(at, [...textsOf(doc)].map(([place, text]) => [place, text.toLowerCase(), text]));
  }
  return texts.get(at);
}

// Where all words stand: in one paragraph or cell; of the first such place some characters around.
function findIn(lines, words) {
  const found = lines.find(([, lower]) => words.every((word) => lower.includes(word)));
  if (!found) return null;
  const [place, lower, text] = found;
  const at = Math.max(0, Math.min(...words.map((word) => lower.indexOf(word))) - 18);
  return { place, text: (at ? "…" : "") + short(text.slice(at, at + 70), 60) };
}

async function drawTexts() {
  const words = (state.filters.text || "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  const own = ++searching;
  const box = $("#texts");
  fill(box);
  if (!state.filters.texts || !words.length) return;
  const list = h("ul", { class: "rows found" });
  const told = h("p", { class: "dim", role: "status" });
  put(box, [told, list]);
  let count = 0;
  for (let at = 0; at < HEAD.entries.length; at++) {
    const found = findIn(await textsOfDocument(at), words);
    if (own !== searching || !box.isConnected) return;
    told.textContent = at + 1 < HEAD.entries.length ? T("SEARCHING", { done: at + 1, all: HEAD.entries.length }) : T("MATCHED_TEXTS", { shown: count + Boolean(found) });
    if (!found || ++count > 300) continue;
    const entry = HEAD.entries[at];
    list.append(h("li", null, h("a", { href: "#d=" + entry.disclosure_id + "&p=" + found.place }, entry.department_name || entry.path, " ", entry.fiscal_year || ""), " ", found.text));
  }
}

function filterBox(name, code, values, label) {
  const counts = new Map();
  for (const entry of HEAD.entries) {
    for (const value of new Set(values(entry))) if (value !== null && value !== undefined && value !== "") counts.set(String(value), (counts.get(String(value)) || 0) + 1);
  }
  if (!counts.size) return null;
  const sorted = [...counts].sort((a, b) => (name === "year" ? b[0] - a[0] : b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  const select = h("select", { id: "filter-" + name, onchange: (event) => { state.filters[name] = event.target.value; drawRows(); } },
    h("option", { value: "" }, T("ALL")),
    sorted.map(([value, count]) => h("option", { value, selected: state.filters[name] === value }, label(value) + " (" + count + ")")));
  return h("label", null, h("span", null, T(code)), select);
}

function listView() {
  const search = h("input", { type: "search", id: "search", placeholder: T("SEARCH"), "aria-label": T("SEARCH"),
    oninput: (event) => { state.filters.text = event.target.value; drawRows(); drawTexts(); } });
  search.value = state.filters.text || "";
  const inTexts = h("input", { type: "checkbox", id: "search-texts", checked: Boolean(state.filters.texts),
    onchange: (event) => { state.filters.texts = event.target.checked; drawTexts(); } });
  const apart = HEAD.entries.some((entry) => entry.page); // the texts are in the pages of the folder
  return h("section", { class: "list" },
    h("div", { class: "filters" }, search, apart ? null : h("label", { class: "check" }, inTexts, " " + T("SEARCH_TEXTS")), FILTERS.map((one) => filterBox(...one)),
      button(T("CLEAR"), () => { state.filters = {}; show(); }, { class: "quiet" })),
    h("p", { id: "matched", class: "dim", role: "status" }),
    h("div", { id: "texts" }),
    h("div", { id: "rows" }));
}

function drawRows() {
  const found = matching();
  state.shown = found.map((one) => one.at);
  $("#matched").textContent = T("MATCHED", { shown: found.length, all: HEAD.entries.length });
  const graded = HEAD.entries.some((entry) => entry.grade);
  const body = h("tbody");
  const table = h("table", { class: "documents" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, T("DEPARTMENT")), h("th", null, T("FILTER_YEAR")), h("th", null, T("FILTER_KIND")),
      graded && h("th", null, T("FILTER_GRADE")),
      ["FAILED", "UNREAD", "ISSUES"].map((code) => h("th", { class: "number" }, T(code))), h("th", null, T("READ_SHARE")))),
    body);
  fill($("#rows"), found.length ? table : h("p", { class: "empty" }, T("NO_MATCH")));
  // the first rows at once, others while the browser is idle, so that scrolling is smooth
  const later = window.requestIdleCallback || ((does) => setTimeout(does, 30));
  let drawn = 0;
  const more = () => {
    if (drawn && !body.isConnected) return; // the list was rendered again
    for (const one of found.slice(drawn, drawn + STEP)) body.append(rowOf(one.entry, graded));
    drawn += STEP;
    if (drawn >= found.length) return;
    if (drawn < AHEAD) later(more);
    else watch.observe(body.lastChild);
  };
  const watch = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) { watch.disconnect(); more(); }
  }, { rootMargin: "1500px" });
  more();
}

const address = (entry) => (entry.page ? entry.page : "") + "#d=" + entry.disclosure_id;

function rowOf(entry, graded) {
  const failed = sum(entry.failed);
  const issues = sum(entry.issues);
  const share = entry.n_numbers ? entry.n_numbers_read / entry.n_numbers : 1;
  const where = [entry.province, entry.city, entry.county].filter(Boolean).join(" ");
  const bar = h("span", { class: "share", title: T("NUMBERS_READ", { read: entry.n_numbers_read, all: entry.n_numbers }) }, h("i"));
  bar.firstChild.style.width = (share * 100).toFixed(1) + "%";
  const count = (number, code, mark) =>
    h("td", { class: "number " + (number ? mark : "none"), data: { label: T(code) } }, number ? commas(number) : "–");
  return h("tr", { onclick: (event) => { if (event.target.tagName !== "A") location.href = address(entry); } },
    h("td", { class: "who" }, h("a", { href: address(entry) }, entry.department_name || entry.title || entry.path),
      h("small", null, where, where ? " · " : "", entry.path)),
    h("td", { class: "nowrap" }, entry.fiscal_year || "—"),
    h("td", { class: "nowrap" }, kindName(entry.doc_type)),
    graded && h("td", null, h("b", { class: "grade" }, entry.grade || "—")),
    count(failed, "FAILED", "bad"), count(entry.unread, "UNREAD", "warn"), count(issues, "ISSUES", ""),
    h("td", { class: "read" }, bar));
}
