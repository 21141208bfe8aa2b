// One document as it is laid out in its file, with every value that was read from it marked by its kind.

// kind -> letter shown where letters are on; styles are in page.css, one line form a kind besides the colour
const KINDS = ["money", "change", "number", "text", "unread"];
const ORDER = [...KINDS, "aside"]; // of several kinds at one place the first shows
// Reasons of unread numbers that are rarely figures.
const CALM = new Set(["year", "list_number", "page_number", "running_header", "date", "ordinal", "repeated", "code", "column_number", "line_number", "unit_code", "empty_row"]);
const MONEY = new Set(["amounts", "budget_lines", "procurement", "assets", "activities"]);
const COUNTED = new Set(["quantity", "percent", "n_measures"]);

function kindOf(table, column) {
  if (column === "unit") return "text";
  if (table === "changes") return column === "value" || column === "percent" ? "change" : "text";
  if (table === "thresholds") return "number";
  if (columnType(table, column) !== "decimal") return "text";
  return MONEY.has(table) && !COUNTED.has(column) ? "money" : "number";
}

// Marks of every address: { start, end, kind, evidence | unmatched, bad }.
function marksOf(doc) {
  const found = new Map();
  const add = (text, mark) => {
    const place = typeof text === "string" ? parsePlace(text) : text;
    if (!place) return;
    if (!found.has(place.address)) found.set(place.address, []);
    found.get(place.address).push({ ...mark, start: place.start, end: place.end });
  };
  doc.evidence.forEach(([table, , column, place], at) => add(place, { kind: kindOf(table, column), evidence: at }));
  const listed = new Set(doc.blocks.filter((block) => block[1] === "contents").map((block) => block[0]));
  doc.calm = ([, reason, place]) => CALM.has(reason) || listed.has(place.split("[")[0]);
  doc.unmatched_numbers.forEach((left, at) => add(left[2], { kind: doc.calm(left) ? "aside" : "unread", unmatched: at }));
  for (const [, result, , , , , , where] of doc.checks) {
    if (result === "fail") for (const place of places(where)) add(place, { kind: "", bad: true });
  }
  for (const [, severity, , place] of doc.issues) {
    if (place && severity !== "info") add(place, { kind: "", remarked: true });
  }
  return found;
}

// The text of one address in pieces: plain text, and marks that can be clicked.
function pieces(doc, address, text) {
  const marks = doc.marks.get(address);
  if (!marks || !text) return [text];
  const whole = letters(text);
  const spans = marks.map((mark) => ({ ...mark, start: mark.start ?? 0, end: Math.min(mark.end ?? whole.length, whole.length) }))
    .filter((mark) => mark.start < mark.end);
  const bounds = [...new Set([0, whole.length, ...spans.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
  const made = [];
  for (let at = 0; at + 1 < bounds.length; at++) {
    const [start, end] = [bounds[at], bounds[at + 1]];
    const over = spans.filter((mark) => mark.start <= start && mark.end >= end);
    const part = typeof whole === "string" ? whole.slice(start, end) : whole.slice(start, end).join("");
    if (!over.length) { made.push(part); continue; }
    const read = over.filter((mark) => mark.evidence !== undefined).sort((a, b) => a.end - a.start - (b.end - b.start));
    const kind = ORDER.find((name) => over.some((mark) => mark.kind === name)) || "";
    const ids = read.map((mark) => mark.evidence);
    const left = over.find((mark) => mark.unmatched !== undefined);
    const bad = over.some((mark) => mark.bad);
    const last = over.some((mark) => mark.end === end && mark.kind === kind);
    const classes = ["m", kind && "m-" + kind, bad && "bad", over.some((mark) => mark.remarked) && "remarked", last && "last"].filter(Boolean).join(" ");
    const figure = kind === "money" || kind === "change" || kind === "number" || kind === "unread" || bad;
    made.push(h("span", { class: classes, ...(figure ? { tabIndex: 0, role: "button", "aria-label": labelOf(doc, part, kind, ids, bad) } : {}),
      data: { e: ids.join(","), l: left ? left.unmatched : "", a: address, s: start, t: end } }, part));
    for (const mark of read) {
      if (mark.end !== end) continue;
      const fix = fixOf(doc, mark.evidence);
      if (fix) made.push(h("ins", { class: fix.applied ? "fix applied" : "fix" }, fix.text));
    }
  }
  return made;
}

// What a screen reader says of a mark: the text, its kind, and the item or label it was read as.
function labelOf(doc, part, kind, ids, bad) {
  const told = [part.trim(), kind ? T("KIND_" + kind) : null];
  if (ids.length) {
    const [table, at] = doc.evidence[ids[0]];
    const row = (doc.rows.get(table) || [])[at];
    if (row) told.push(row.item ? itemName(row.item) : row.label || row.row_label || row.name || null);
  }
  if (bad) told.push(T("KIND_bad"));
  return told.filter(Boolean).join(", ");
}

// The correction of a value: typed here, or applied when the dataset was made.
function fixOf(doc, at) {
  const [table, , column, place, , , , corrected] = doc.evidence[at];
  const own = findCorrection({ sha256: doc.facts.sha256, table, column, place });
  if (own) return { text: own.new, applied: false };
  return corrected ? { text: corrected, applied: true } : null;
}

function blockOf(doc, block, heads) {
  const [place, kind, number, level, text, anchor] = block;
  if (kind === "table") return tableOf(doc, place);
  const head = heads.get(place);
  const unknown = head && head.unknown;
  const flow = place.includes("/") ? place.split("/")[0].replace(/\d+$/, "") : "";
  const classes = ["p", "p-" + kind, flow && "flow", unknown && "unknown", head && head.level === 1 && "first"].filter(Boolean).join(" ");
  return h("p", { class: classes, data: { a: place } },
    flow && h("span", { class: "tag" }, T("FLOW_" + flow) + (anchor ? " " + anchor : "")),
    unknown && h("span", { class: "tag", title: T("UNKNOWN_HEADING") }, "?"),
    number && h("span", { class: "auto" }, number), pieces(doc, place, text || ""));
}

function tableOf(doc, place) {
  const cells = doc.cells[place] || [];
  const about = doc.tables.get(place) || {};
  const rows = new Map();
  let most = 0;
  for (const cell of cells) {
    if (!rows.has(cell[0])) rows.set(cell[0], []);
    rows.get(cell[0]).push(cell);
    most = Math.max(most, cell[0] + cell[2] - 1);
  }
  const body = h("tbody");
  for (let row = 1; row <= most; row++) {
    body.append(h("tr", { data: { a: place + ".r" + row } }, (rows.get(row) || []).map(([r, c, rowSpan, columnSpan, text, use]) => {
      const at = place + ".r" + r + ".c" + c;
      const inner = doc.inside.get(at);
      const marks = doc.marks.get(at) || [];
      const calm = use === "unread" && marks.length && marks.every((mark) => mark.kind === "aside");
      const number = /^\s*[-−—]*[\d,.]+\s*%?\s*$/.test(text);
      return h("td", { rowSpan, colSpan: columnSpan, class: "u-" + (calm ? "ignored" : use) + (number ? " number" : text.length > 14 ? " long" : text.length > 5 ? " middle" : ""), data: { a: at } },
        inner && inner.some((block) => block[1] !== "table") ? null : pieces(doc, at, text),
        inner ? inner.map((block) => blockOf(doc, block, doc.heads)) : null);
    })));
  }
  const known = about.kind && about.kind !== "unknown" && about.kind !== "layout";
  return h("div", { class: "table" + (about.kind === "layout" ? " layout" : ""), data: { a: place } },
    about.kind !== "layout" && h("span", { class: "tag" + (known ? "" : " open") }, (about.kind ? valueName("tables", "kind", about.kind) : "") + (about.table_key ? " " + about.table_key : "") + " · " + place),
    h("div", { class: "scroll", tabIndex: 0, role: "group", "aria-label": T("TABLE_REGION", { place }) }, h("table", null, body)));
}

// Lookup tables, built once for a document.
function prepare(doc) {
  doc.texts = textsOf(doc);
  doc.marks = marksOf(doc);
  const listed = (table) => {
    const found = doc.records[table];
    return found ? found.rows.map((row) => Object.fromEntries(found.columns.map((name, at) => [name, row[at]]))) : [];
  };
  doc.rows = new Map(Object.keys(doc.records).map((table) => [table, listed(table)]));
  doc.tables = new Map((doc.rows.get("tables") || []).map((row) => [row.place, row]));
  doc.heads = new Map();
  for (const row of doc.rows.get("sections") || []) {
    const first = parsePlace(row.place).address.split("-")[0];
    if (!doc.heads.has(first)) doc.heads.set(first, { level: row.level, unknown: row.key === null || row.key === undefined });
  }
  doc.inside = new Map();
  doc.top = [];
  for (const block of doc.blocks) {
    const nested = /^(.*\.r\d+\.c\d+)\.b\d+$/.exec(block[0]);
    if (!nested) { doc.top.push(block); continue; }
    if (!doc.inside.has(nested[1])) doc.inside.set(nested[1], []);
    doc.inside.get(nested[1]).push(block);
  }
  return doc;
}

function sheetView(doc) {
  const facts = doc.facts;
  const where = [facts.province, facts.city, facts.county].filter(Boolean).join(" ");
  const failed = doc.checks.filter((check) => check[1] === "fail").length + doc.cross_document_checks.filter((check) => check[1] === "fail").length;
  const chip = (tab, code, count, mark) =>
    button([T(code) + " ", h("b", null, count)], () => openTab(tab), { class: "chip " + (count ? mark : "") });
  return h("article", { class: "sheet", id: "sheet", tabIndex: -1 },
    h("header", { class: "about" },
      h("h2", null, facts.department_name || facts.title || facts.path),
      h("p", { class: "dim" }, [facts.fiscal_year && T("YEAR", { year: facts.fiscal_year }), kindName(facts.doc_type), where, facts.path].filter(Boolean).join(" · ")),
      h("p", { class: "chips" },
        facts.grade && h("span", { class: "chip" }, T("FILTER_GRADE") + " ", h("b", null, facts.grade)),
        chip("checks", "FAILED", failed, "bad"), chip("unread", "UNREAD", HEAD.entries[state.at].unread, "warn"),
        chip("issues", "ISSUES", doc.issues.length, ""),
        h("span", { class: "dim" }, T("NUMBERS_READ", { read: facts.n_numbers_read, all: facts.n_numbers }))),
      legend()),
    h("div", { class: "page", id: "page" }, doc.top.map((block) => blockOf(doc, block, doc.heads))),
    appendix(doc));
}

function legend() {
  const flip = (kind) => (event) => {
    const off = $("#page").classList.toggle("no-" + kind);
    event.currentTarget.setAttribute("aria-pressed", String(!off));
  };
  return h("p", { class: "legend" },
    KINDS.map((kind) => h("button", { type: "button", "aria-pressed": "true", title: T("LEGEND_HOW"), onclick: flip(kind) },
      h("span", { class: "m m-" + kind + " last" }, T("KIND_" + kind)))),
    h("span", null, h("span", { class: "m bad" }, T("KIND_bad"))),
    h("span", null, h("ins", { class: "fix" }, T("KIND_fix"))),
    button(T("LETTERS"), () => letterMarks(), { class: "quiet", "aria-pressed": String(document.documentElement.classList.contains("letters")), id: "letters" }));
}

function letterMarks() {
  const on = document.documentElement.classList.toggle("letters");
  keep.set("letters", on ? "1" : "");
  if ($("#letters")) $("#letters").setAttribute("aria-pressed", String(on));
}

// The outline: sections, and headings that are in no lexicon.
function outlineView(doc) {
  return h("nav", { class: "outline", "aria-label": T("SECTIONS") },
    h("ol", null, (doc.rows.get("sections") || []).map((row) =>
      h("li", { class: "level-" + row.level + (row.key ? "" : " unknown") },
        h("a", { href: "#", onclick: (event) => { event.preventDefault(); jump(row.place.split("-")[0]); } },
          (row.number || "") + " " + row.title, row.key ? null : h("span", { class: "tag", title: T("UNKNOWN_HEADING") }, "?"))))));
}

// In print the panel is hidden; its failed checks and issues follow the document.
function appendix(doc) {
  const failed = [...doc.checks, ...doc.cross_document_checks].filter((check) => check[1] === "fail");
  const part = (code, rows) => rows.length ? [h("h3", null, T(code) + " (" + rows.length + ")"), h("ol", null, rows)] : null;
  return h("section", { class: "appendix" },
    part("FAILED", failed.map((check) => h("li", null, check[0] + "  " + check[6] + "  ", h("span", { class: "place" }, check[7])))),
    part("ISSUES", doc.issues.map((issue) => h("li", null, issue[0] + "  " + issue[2] + "  ", h("span", { class: "place" }, issue[3] || "")))),
    part("UNREAD", doc.unmatched_numbers.filter((left) => !doc.calm(left)).map((left) => h("li", null, left[3], "  ", h("span", { class: "place" }, left[2])))));
}

// --- going to a place ------------------------------------------------------------------------------------------------

function nodeAt(address) {
  for (let at = address.split("-")[0]; at; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    const node = $('#page [data-a="' + CSS.escape(at) + '"]:not(.m)');
    if (node) return node;
  }
  return null;
}

function marksAt(place) {
  return $$('#page .m[data-a="' + CSS.escape(place.address) + '"]').filter((node) =>
    place.start === null || (Number(node.dataset.s) < place.end && place.start < Number(node.dataset.t)));
}

// Scroll to a place and highlight it; true when the document has it.
function jump(text, quiet) {
  const place = typeof text === "string" ? parsePlace(text) : text;
  if (!place) return false;
  const marks = marksAt(place);
  const nodes = marks.length ? marks : [nodeAt(place.address)].filter(Boolean);
  if (!nodes.length) return false;
  if (!quiet) for (const lit of $$(".lit")) lit.classList.remove("lit");
  for (const node of nodes) node.classList.add("lit");
  nodes[0].scrollIntoView({ block: "center", inline: "nearest" });
  return true;
}
