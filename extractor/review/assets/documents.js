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
    const told = [entry.department_name, entry.title, entry.path, entry.county, entry.city, entry.disclosure_id].join(" ").toLowerCase();
    return words.every((word) => told.includes(word));
  });
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
    oninput: (event) => { state.filters.text = event.target.value; drawRows(); } });
  search.value = state.filters.text || "";
  return h("section", { class: "list" },
    h("div", { class: "filters" }, search, FILTERS.map((one) => filterBox(...one)),
      button(T("CLEAR"), () => { state.filters = {}; show(); }, { class: "quiet" })),
    h("p", { id: "matched", class: "dim", role: "status" }),
    h("div", { id: "rows" }));
}

function drawRows() {
  const found = matching();
  state.shown = found.map((one) => one.at);
  $("#matched").textContent = T("MATCHED", { shown: found.length, all: HEAD.entries.length });
  const graded = HEAD.entries.some((entry) => entry.grade);
  const body = h("tbody");
  const table = h("table", { class: "documents" },
    h("thead", null, h("tr", null, h("th", null, T("DEPARTMENT")), h("th", null, T("FILTER_YEAR")), h("th", null, T("FILTER_KIND")),
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
