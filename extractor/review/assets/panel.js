// The panel: what was read from the selected place, and lists that link to places.

const TABS = [["value", "TAB_VALUE"], ["checks", "TAB_CHECKS"], ["rows", "TAB_ROWS"], ["unread", "TAB_UNREAD"], ["issues", "TAB_ISSUES"]];
const SIGN = { pass: "✓", rounding: "≈", fail: "✗", not_checkable: "–", revision: "⇄" };

function panelView() {
  return h("aside", { class: "panel", id: "panel", "aria-label": T("TAB_VALUE") },
    h("div", { class: "tabs" },
      h("div", { role: "tablist" },
        TABS.map(([name, code], at) => h("button", { type: "button", role: "tab", id: "tab-" + name, title: String(at + 1), "aria-controls": "inside", onclick: () => openTab(name) }, T(code)))),
      button("×", () => closePanel(), { class: "close", "aria-label": T("CLOSE") })),
    h("div", { class: "inside", id: "inside", role: "tabpanel", tabIndex: 0 }));
}

function openTab(name) {
  state.tab = name;
  document.documentElement.classList.add("open");
  for (const [other] of TABS) $("#tab-" + other).setAttribute("aria-selected", String(other === name));
  const views = { value: valueTab, checks: checksTab, rows: rowsTab, unread: unreadTab, issues: issuesTab };
  $("#inside").setAttribute("aria-labelledby", "tab-" + name);
  fill($("#inside"), views[name](state.doc));
  $("#inside").scrollTop = 0;
}

function closePanel() {
  document.documentElement.classList.remove("open");
  writeAddress(null);
  for (const node of $$(".picked")) node.classList.remove("picked");
  state.picked = null;
}

const chipTo = (doc, text) => {
  const place = parsePlace(text);
  return h("button", { type: "button", class: "go", title: text, onclick: () => go(text) },
    h("q", null, short(quote(doc, place)) || "—"), h("span", { class: "place" }, text));
};

// Go to a place; on a narrow screen the panel covers the page, so it is closed.
function go(text) {
  if (matchMedia("(max-width: 60rem)").matches) document.documentElement.classList.remove("open");
  if (!jump(text)) toast(T("NO_PLACE"));
}

// The address names the document and the selected place, so that it can be sent to somebody.
function writeAddress(place) {
  const at = place ? "&p=" + encodeURIComponent(printPlace(place)) : "";
  try {
    history.replaceState(null, "", "#d=" + state.doc.facts.disclosure_id + at);
  } catch { /* a page in a frame may not change its address */ }
}

// Go to a place and select the value there.
function goAndPick(text) {
  const place = parsePlace(text);
  if (!place || !jump(place)) { toast(T("NO_PLACE")); return; }
  const mark = marksAt(place).find((node) => node.dataset.e || node.dataset.l) || nodeAt(place.address);
  if (mark) pick(mark);
}

function pick(node) {
  for (const other of $$(".picked")) other.classList.remove("picked");
  for (const other of $$(".lit")) other.classList.remove("lit");
  const ids = node.dataset.e ? node.dataset.e.split(",").map(Number) : [];
  const place = { address: node.dataset.a, start: null, end: null };
  if (node.dataset.s !== undefined) { place.start = Number(node.dataset.s); place.end = Number(node.dataset.t); }
  state.picked = { ids, place, left: node.dataset.l ? Number(node.dataset.l) : -1 };
  const first = String(ids[0]);
  const same = ids.length ? $$('#page .m[data-a="' + CSS.escape(place.address) + '"]').filter((other) => other.dataset.e.split(",").includes(first)) : [node];
  for (const other of same) other.classList.add("picked");
  writeAddress(place);
  openTab("value");
  if (matchMedia("(max-width: 60rem)").matches) node.scrollIntoView({ block: "center", inline: "nearest" });
}

// --- the value -------------------------------------------------------------------------------------------------------

function valueTab(doc) {
  const picked = state.picked;
  if (!picked) return [h("p", { class: "empty" }, T("PICK_ONE")), factsOf(doc)];
  const made = [];
  const seen = new Set();
  for (const at of picked.ids) {
    const [table, row] = doc.evidence[at];
    made.push(readingOf(doc, at, !seen.has(table + row)));
    seen.add(table + row);
  }
  if (picked.left >= 0) {
    const [raw, reason, place, context] = doc.unmatched_numbers[picked.left];
    made.push(h("section", { class: "card unread" }, h("h3", null, T("NOT_READ")), h("p", { class: "big" }, raw),
      h("p", null, T("SEEMS", { what: valueOr(T("REASON_" + reason), reason) })), h("p", { class: "dim" }, "…" + context + "…"), chipTo(doc, place), notedOf(doc, "amounts", { place }), missedButton(doc, parsePlace(place))));
  }
  const checks = [...doc.checks, ...doc.cross_document_checks].filter((check) => places(check[7]).some((place) => touches(stripId(place), picked.place)));
  const issues = doc.issues.filter((issue) => issue[3] && touches(parsePlace(issue[3]), picked.place));
  if (!made.length) {
    made.push(h("section", { class: "card" }, h("h3", null, T("NOTHING_HERE")), h("p", { class: "big" }, short(quote(doc, picked.place), 120)),
      h("p", { class: "place" }, picked.place.address), notedOf(doc, "amounts", { place: printPlace(picked.place) }), missedButton(doc, picked.place)));
  }
  checks.sort((a, b) => (b[1] === "fail") - (a[1] === "fail"));
  return [made, picked.ids.length ? printedPage(doc, picked.ids[0]) : null, checks.length ? h("h3", null, T("TOOK_PART")) : null, checks.map((check) => checkOf(doc, check)),
    issues.map((issue) => issueOf(doc, issue))];
}

const valueOr = (text, other) => (text.startsWith("REASON_") ? other : text);
const printPlace = (place) => place.address + (place.start === null ? "" : "[" + place.start + ":" + place.end + "]");
const stripId = (place) => ({ ...place, address: place.address.replace(/^[0-9a-f]{16}(-\d+)?:/, "") });

function readingOf(doc, at, first) {
  const [table, rowAt, column, place, unit, source, unitPlace] = doc.evidence[at];
  const row = table === "disclosures" ? doc.facts : (doc.rows.get(table) || [])[rowAt] || {};
  const raw = quote(doc, parsePlace(place));
  const fix = fixOf(doc, at);
  const yuan = row[column + "_yuan"];
  const name = row.item ? itemName(row.item) : row.label || row.name || row.title || row.item_name || row.row_label || row.term || "";
  return h("section", { class: "card" },
    h("h3", null, tableName(table), " · ", columnName(table, column)),
    name && name !== raw ? h("p", { class: "name" }, short(name, 80), row.item ? h("code", null, " " + row.item) : null) : null,
    h("p", { class: "big" }, fix ? [h("del", null, raw), " ", h("ins", { class: fix.applied ? "fix applied" : "fix" }, fix.text)] : short(raw, 160)),
    yuan !== undefined && yuan !== null && !(fix && !fix.applied) ? h("p", { class: "yuan" }, "= " + commas(yuan) + " " + T("YUAN")) : null,
    unit ? h("p", { class: "unit" }, T("UNIT", { unit, source: T("UNIT_SOURCE_" + source) }), " ", unitPlace && source !== "number" ? chipTo(doc, unitPlace) : null) : null,
    first ? rowOfRecord(doc, table, row, column) : null,
    first ? notedOf(doc, table, row) : null,
    h("p", { class: "foot" }, h("span", { class: "place" }, place), h("span", null, first ? meaningButton(doc, table, row) : null, correctButton(doc, at, raw))));
}

function rowOfRecord(doc, table, row, column) {
  const hidden = new Set(["place", "raw", "text", "definition"]);
  const shown = Object.entries(row).filter(([name, value]) => value !== null && value !== undefined && value !== "" && !/_id$/.test(name) && !hidden.has(name));
  if (table === "disclosures") return null;
  return h("details", { open: true }, h("summary", null, T("ROW")),
    h("dl", null, shown.map(([name, value]) => [h("dt", null, columnName(table, name)),
      h("dd", { class: name === column ? "own" : "" }, shownValue(table, name, value))])));
}

function shownValue(table, name, value) {
  if (name === "item") return [itemName(value), h("code", null, " " + value)];
  if (name === "concept") return [conceptName(value), h("code", null, " " + value)];
  if (name === "section") return T("SECTION_" + value);
  const type = columnType(table, name);
  if (type === "boolean") return T(value ? "YES" : "NO");
  if (type === "decimal") return commas(value);
  if (type === "integer") return String(value);
  return valueName(table, name, value);
}

function factsOf(doc) {
  return h("section", { class: "card" }, h("h3", null, tableName("disclosures")),
    h("dl", null, Object.entries(doc.facts).map(([name, value]) => [h("dt", null, columnName("disclosures", name)),
      h("dd", null, name === "doc_type" ? kindName(value) : name === "department_type" ? officeName(value) : valueName("disclosures", name, value), profileButton(doc, name))])),
    HEAD.words.profile.filter((name) => !(name in doc.facts)).map((name) => h("p", null, columnName("disclosures", name) + " — ", profileButton(doc, name))));
}

// --- corrections -----------------------------------------------------------------------------------------------------

function correctButton(doc, at, raw) {
  const [table, , column, place] = doc.evidence[at];
  if (HEAD.words.derived.includes(table + "." + column) || column === "unit") return h("span", { class: "dim" }, T("NOT_CORRECTABLE"));
  const own = { sha256: doc.facts.sha256, table, place, column };
  return button(T("CORRECT"), (event) => {
    const box = event.currentTarget.closest(".card");
    const before = $("form", box);
    if (before) before.remove();
    box.append(correctionForm(doc, own, raw));
    $("input", box).focus();
  }, { class: "quiet correct" });
}

function correctionForm(doc, own, raw) {
  const before = findCorrection(own);
  const field = (name, code, value) => h("label", null, T(code), h("input", { name, value: value || "", autocomplete: "off" }));
  return h("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      const said = (name) => form.elements[name].value.trim();
      if (!said("new") || said("new") === raw.trim()) { toast(T("SAME_TEXT")); return; }
      keep.set("who", said("who"));
      addCorrection({ ...own, old: raw, new: said("new"), reason: said("reason"), who: said("who"), date: today() });
      again(own.place);
      toast(T("NOTED"));
    },
  },
  field("new", "CORRECTION_NEW", before ? before.new : raw), field("reason", "CORRECTION_REASON", before && before.reason), field("who", "CORRECTION_WHO", keep.get("who")),
  h("p", null, h("button", { type: "submit", class: "main" }, T("NOTE_IT")),
    before && button(T("REMOVE"), () => { removeCorrection(before); again(own.place); }, { class: "quiet" })));
}

// Render the blocks around a place again, and its panel.
function again(place) {
  const address = parsePlace(place).address;
  const block = address.split(".")[0];
  const node = $$("#page > [data-a]").find((one) => one.dataset.a === block);
  const own = state.doc.top.find((one) => one[0] === block);
  if (node && own) {
    const left = $$(".scroll", node).map((box) => box.scrollLeft);
    const made = blockOf(state.doc, own, state.doc.heads);
    node.replaceWith(made);
    $$(".scroll", made).forEach((box, at) => { box.scrollLeft = left[at] || 0; });
  }
  if (state.picked) for (const mark of marksAt(state.picked.place)) mark.classList.add("picked");
  openTab("value");
}

// --- lists -----------------------------------------------------------------------------------------------------------

function checkOf(doc, check) {
  const [rule, result, expected, actual, difference, tolerance, message, where] = check;
  const known = HEAD.words.rules[rule];
  const money = (value) => (value === null ? "—" : commas(value));
  return h("section", { class: "card check r-" + result },
    h("h3", { class: "head" }, h("span", { class: "sign" }, SIGN[result]), " ", T("RESULT_" + result), " ", h("code", null, rule)),
    known ? h("p", { class: "rule" }, ruleText(rule)) : null,
    h("p", null, message),
    expected !== null && actual !== null ? h("dl", { class: "sum" }, [["EXPECTED", expected], ["ACTUAL", actual], ["DIFFERENCE", difference], ["TOLERANCE", tolerance]].map(([code, value]) =>
      [h("dt", null, T(code)), h("dd", null, money(value))])) : null,
    h("p", { class: "gos" }, (where || "").split(";").filter(Boolean).map((text) => {
      const other = /^([0-9a-f]{16}(?:-\d+)?):(.*)$/.exec(text);
      if (!other) return chipTo(doc, text);
      if (other[1] === doc.facts.disclosure_id) return chipTo(doc, other[2]);
      const found = HEAD.entries.find((entry) => entry.disclosure_id === other[1]);
      return h("a", { class: "go", href: "#d=" + other[1] + "&p=" + other[2] }, (found ? found.path : other[1]) + " ", h("span", { class: "place" }, other[2]));
    })));
}

function checksTab(doc) {
  const all = [...doc.checks, ...doc.cross_document_checks];
  if (!all.length) return h("p", { class: "empty" }, T("NO_CHECKS"));
  const group = (result, open) => {
    const found = all.filter((check) => check[1] === result);
    if (!found.length) return null;
    const box = h("details", { open }, h("summary", null, h("span", { class: "sign r-" + result }, SIGN[result]), " " + T("RESULT_" + result) + " (" + found.length + ")"));
    const draw = () => { if (box.open && box.childElementCount === 1) put(box, [found.map((check) => checkOf(doc, check))]); };
    box.addEventListener("toggle", draw);
    draw();
    return box;
  };
  return [group("fail", true), group("revision", true), group("rounding", false), group("not_checkable", false), group("pass", all.every((check) => check[1] === "pass"))];
}

function rowsTab(doc) {
  const tables = [...doc.rows.keys()].filter((name) => doc.rows.get(name).length);
  const list = h("div");
  const select = h("select", { id: "rows-table", "aria-label": T("TAB_ROWS") }, tables.map((name) =>
    h("option", { value: name, selected: name === (state.rowsOf || "amounts") }, tableName(name) + " (" + doc.rows.get(name).length + ")")));
  const search = h("input", { type: "search", placeholder: T("SEARCH_ROWS"), "aria-label": T("SEARCH_ROWS") });
  const draw = () => {
    state.rowsOf = select.value;
    const words = search.value.trim().toLowerCase();
    const rows = doc.rows.get(select.value).filter((row) => !words || Object.values(row).join(" ").toLowerCase().includes(words));
    fill(list, h("ul", { class: "rows" }, rows.slice(0, 400).map((row) => lineOf(doc, select.value, row))),
      rows.length > 400 ? h("p", { class: "dim" }, T("MORE_ROWS", { count: rows.length - 400 })) : null);
  };
  select.addEventListener("change", draw);
  search.addEventListener("input", draw);
  draw();
  return [h("div", { class: "filters" }, select, search), list];
}

function lineOf(doc, table, row) {
  const name = row.item ? itemName(row.item) : row.label || row.name || row.term || row.title || row.item_name || row.row_label || row.subject || row.text || row.indicator || row.kind || "";
  const more = [row.column_label, row.grade && row.text, row.direction && valueName(table, "direction", row.direction), row.fiscal_year].filter(Boolean).join(" · ");
  const value = row.value ?? row.total ?? row.budget ?? row.quantity;
  const number = value === undefined || value === null ? (row.value_status ? valueName(table, "value_status", row.value_status) : "") : commas(value) + (row.unit ? " " + row.unit : "");
  return h("li", null, h("button", { type: "button", title: row.place, onclick: () => goRow(row.place) },
    h("span", null, short(name, 60), more ? h("small", null, " " + short(more, 50)) : null), h("b", null, number)));
}

// From a row to its place: the mark is selected, so that the next click on the tab shows it.
function goRow(text) {
  const place = parsePlace(text);
  go(text);
  const mark = marksAt(place).find((node) => node.dataset.e) || $('#page [data-a="' + CSS.escape(place.address) + '"] .m');
  for (const other of $$(".picked")) other.classList.remove("picked");
  if (!mark) return;
  mark.classList.add("picked");
  writeAddress(place);
  state.picked = { ids: mark.dataset.e ? mark.dataset.e.split(",").map(Number) : [], left: mark.dataset.l ? Number(mark.dataset.l) : -1,
    place: { address: mark.dataset.a, start: Number(mark.dataset.s), end: Number(mark.dataset.t) } };
}

function unreadTab(doc) {
  const groups = new Map();
  for (const [raw, reason, place, context] of doc.unmatched_numbers) {
    if (!groups.has(reason)) groups.set(reason, []);
    groups.get(reason).push([context.trim() || raw, place]);
  }
  const cells = Object.entries(doc.cells).flatMap(([table, several]) =>
    several.filter((cell) => cell[5] === "unread").map((cell) => [cell[4], table + ".r" + cell[0] + ".c" + cell[1]]));
  if (!groups.size && !cells.length) return h("p", { class: "empty" }, T("ALL_READ"));
  const part = (name, rows, open) => h("details", { open }, h("summary", null, name + " (" + rows.length + ")"),
    h("ul", { class: "rows" }, rows.map(([text, place]) => h("li", null, h("button", { type: "button", title: place, onclick: () => go(place) },
      h("span", null, short(text, 60)), h("span", { class: "place" }, place))))));
  return [[...groups].sort((a, b) => CALM.has(a[0]) - CALM.has(b[0]) || b[1].length - a[1].length)
    .map(([reason, rows]) => part(valueOr(T("REASON_" + reason), reason), rows, !CALM.has(reason))),
  cells.length ? part(T("UNREAD_CELLS"), cells, true) : null];
}

function issueOf(doc, [code, severity, message, place]) {
  return h("section", { class: "card issue s-" + severity }, h("h3", { class: "head" }, h("span", { class: "sign" }, { error: "✗", warning: "!", info: "i" }[severity]), " ", h("code", null, code)),
    h("p", null, message), place ? h("p", { class: "gos" }, chipTo(doc, place)) : null);
}

function issuesTab(doc) {
  const headings = (doc.rows.get("sections") || []).filter((row) => !row.key);
  const tables = (doc.rows.get("tables") || []).filter((row) => row.kind === "unknown");
  const line = (text, place) => h("li", null, h("button", { type: "button", title: place, onclick: () => go(place.split("-")[0]) }, h("span", null, text), h("span", { class: "place" }, place)));
  const weight = { error: 0, warning: 1, info: 2 };
  return [[...doc.issues].sort((a, b) => weight[a[1]] - weight[b[1]]).map((issue) => issueOf(doc, issue)),
    doc.issues.length ? null : h("p", { class: "empty" }, T("NO_ISSUES")),
    headings.length ? [h("h3", null, T("UNKNOWN_HEADINGS") + " (" + headings.length + ")"), h("ul", { class: "rows" }, headings.map((row) => line((row.number || "") + " " + row.title, row.place)))] : null,
    tables.length ? [h("h3", null, T("UNKNOWN_TABLES") + " (" + tables.length + ")"), h("ul", { class: "rows" }, tables.map((row) => line(row.title || "—", row.place)))] : null];
}
