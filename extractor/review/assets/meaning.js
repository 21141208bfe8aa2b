// Corrections of what a value means, of values that are none or were missed, of office, year and kind; rules for repeated labels.

// The choices of a closed list in words; null where the column is free text.
function choicesOf(table, column) {
  const own = HEAD.words.values[table + "." + column];
  return own ? Object.keys(own).map((value) => [value, column === "doc_type" ? kindName(value) : valueName(table, column, value)]) : null;
}

// A field for one column: a list to choose from, names of items, or text.
function fieldOf(table, column, value, name) {
  const choices = choicesOf(table, column);
  if (choices) {
    return h("select", { name }, h("option", { value: "" }, "—"),
      choices.map(([code, text]) => h("option", { value: code, selected: code === value }, text)));
  }
  if (column === "item") return h("input", { name, value: value || "", list: "item-names", autocomplete: "off", placeholder: T("ITEM_HINT") });
  return h("input", { name, value: value === null || value === undefined ? "" : String(value), autocomplete: "off" });
}

// Names that an input of items offers; a name in words stands for its code.
function itemList() {
  if ($("#item-names")) return;
  document.body.append(h("datalist", { id: "item-names" }, Object.entries(HEAD.words.items).map(([code, names]) => h("option", { value: code }, names[state.lang]))));
}

function itemCode(text) {
  const said = text.trim().toLowerCase();
  const found = Object.entries(HEAD.words.items).find(([code, names]) => code === said || names.some((name) => name.toLowerCase() === said));
  return found ? found[0] : null;
}

const today = () => {
  const day = new Date();
  return [day.getFullYear(), String(day.getMonth() + 1).padStart(2, "0"), String(day.getDate()).padStart(2, "0")].join("-");
};

const labelled = (code, ...inside) => h("label", null, T(code), inside);

// A form that notes a correction; ``fields`` are made by the caller, ``note`` gives the correction or a message of what is wrong.
function noteForm(fields, note, place) {
  itemList();
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = (name) => $('[name="' + name + '"]', form); // form.elements.item is a method
    const said = (name) => (field(name) ? field(name).value.trim() : "");
    const noted = note(said, form);
    if (typeof noted === "string") { toast(noted); return; }
    keep.set("who", said("who"));
    addCorrection({ sha256: state.doc.facts.sha256, ...noted, reason: said("reason"), who: said("who"), date: today() });
    if (place) again(place);
    else openTab("value");
    toast(T("NOTED"));
  } }, fields,
  labelled("CORRECTION_REASON", h("input", { name: "reason", autocomplete: "off" })),
  labelled("CORRECTION_WHO", h("input", { name: "who", value: keep.get("who") || "", autocomplete: "off" })),
  h("p", null, h("button", { type: "submit", class: "main" }, T("NOTE_IT"))));
}

// Put a form at the end of a card, once, and go to its first field.
function openForm(event, make) {
  const card = event.currentTarget.closest(".card");
  const before = $("form", card);
  if (before) before.remove();
  const form = make();
  card.append(form);
  $("select, input", form).focus();
}

// --- what a value means ----------------------------------------------------------------------------------------------

function meaningButton(doc, table, row) {
  if (!HEAD.words.meanings[table] || !row.place) return null;
  return button(T("CORRECT_MEANING"), (event) => openForm(event, () => meaningForm(doc, table, row)), { class: "quiet meaning" });
}

function meaningForm(doc, table, row) {
  const columns = HEAD.words.meanings[table];
  const what = h("select", { name: "what" }, columns.map((column) => h("option", { value: column }, columnName(table, column))), h("option", { value: "row" }, T("NO_SUCH_VALUE")));
  const slot = h("div");
  const rule = ruleField(doc, row);
  const draw = () => {
    const column = what.value;
    fill(slot, column === "row" ? null : labelled("CORRECTION_NEW", fieldOf(table, column, row[column], "new")));
    if (rule) rule.hidden = column !== "item";
  };
  what.addEventListener("change", draw);
  draw();
  return noteForm([labelled("CORRECTION_WHAT", what), slot, rule], (said, form) => {
    const column = said("what");
    if (column === "row") return { table, place: row.place, column, old: quote(doc, parsePlace(row.place)), new: "" };
    const old = row[column] === null || row[column] === undefined ? "" : String(row[column]);
    const value = column === "item" && said("new") ? itemCode(said("new")) : said("new");
    if (value === null) return T("NO_SUCH_ITEM_NAME");
    if (value === old) return T("SAME_TEXT");
    if (column === "item" && $("[name=rule]:checked", form)) addRule(doc, row, value);
    return { table, place: row.place, column, old, new: value };
  }, row.place);
}

// What was noted about the value of a row.
function notedOf(doc, table, row) {
  const noted = corrections.filter((one) => one.sha256 === doc.facts.sha256 && one.table === table && one.place === row.place && (one.column === "row" || (HEAD.words.meanings[table] || []).includes(one.column)));
  return noted.length ? h("ul", { class: "noted" }, noted.map((one) => h("li", null, correctionText(one), " ",
    button(T("REMOVE"), () => { removeCorrection(one); again(one.place); }, { class: "quiet" })))) : null;
}

// A correction in words: the column, what it was and what it should be.
function correctionText(one) {
  const shown = (value) => (value === "" ? "—" : one.column === "item" && HEAD.words.items[value] ? itemName(value) : choicesOf(one.table, one.column) ? valueName(one.table, one.column, value) : value);
  if (one.column === "row" && one.new === "") return [h("del", null, one.old), " ", h("ins", null, T("NO_SUCH_VALUE"))];
  if (one.column === "row") return [T("MISSED"), " ", h("ins", null, one.old), " ", h("small", null, one.new)];
  return [h("small", null, columnName(one.table, one.column)), " ", h("del", null, shown(one.old)), " ", h("ins", null, shown(one.new))];
}

// --- a value that was missed -----------------------------------------------------------------------------------------

function missedButton(doc, place) {
  const text = quote(doc, place);
  if (!/[\d〇零一二三四五六七八九十百千万]/.test(text)) return null;
  const whole = place.start === null ? { address: place.address, start: 0, end: letters(text).length } : place;
  return h("p", { class: "foot" }, h("span"), button(T("MISSED_FORM"), (event) => openForm(event, () => missedForm(doc, whole)), { class: "quiet missed" }));
}

const MISSED = ["item", "fund", "phase", "fiscal_year", "unit"];

function missedForm(doc, place) {
  const text = quote(doc, place);
  const printed = place.address + "[" + place.start + ":" + place.end + "]";
  const first = { fiscal_year: doc.facts.fiscal_year, phase: /final$/.test(doc.facts.doc_type || "") ? "executed" : "budget" };
  const fields = MISSED.map((column) => h("label", null, columnName("amounts", column),
    column === "unit" ? h("input", { name: column, autocomplete: "off", placeholder: T("UNIT_HINT") }) : fieldOf("amounts", column, first[column], column)));
  return noteForm(fields, (said) => {
    const item = said("item") ? itemCode(said("item")) : "";
    if (item === null) return T("NO_SUCH_ITEM_NAME");
    const meaning = MISSED.map((column) => [column, column === "item" ? item : said(column)]).filter(([, value]) => value);
    if (!meaning.length) return T("SAY_WHAT");
    return { table: "amounts", place: printed, column: "row", old: text, new: meaning.map(([column, value]) => column + "=" + value).join("; ") };
  }, printed);
}

// The place of the text that is selected: characters of one paragraph or cell; null where it is none.
function selectedPlace() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const holder = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("#page [data-a]:not(.m)");
  const element = holder(range.startContainer);
  if (!element || element !== holder(range.endContainer)) return null;
  let start = null;
  let end = 0;
  let at = 0;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".tag, .auto, .fix") || holder(node) !== element) continue;
    if (range.intersectsNode(node)) {
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.data.length;
      if (start === null) start = at + letters(node.data.slice(0, from)).length;
      end = at + letters(node.data.slice(0, to)).length;
    }
    at += letters(node.data).length;
  }
  return start === null || start >= end ? null : { address: element.dataset.a, start, end };
}

function pickSelected() {
  const place = selectedPlace();
  if (!place) return;
  for (const other of $$(".picked")) other.classList.remove("picked");
  state.picked = { ids: [], place, left: -1 };
  writeAddress(place);
  openTab("value");
}

// --- office, year and kind -------------------------------------------------------------------------------------------

function profileButton(doc, column) {
  if (!HEAD.words.profile.includes(column)) return null;
  return button(T("CORRECT"), (event) => openForm(event, () => profileForm(doc, column)), { class: "quiet profile" });
}

function profileForm(doc, column) {
  const own = doc.evidence.filter((one) => one[0] === "disclosures");
  const found = own.find((one) => one[2] === column) || own.find((one) => one[2] === "title") || own[0];
  const place = found ? found[3] : doc.blocks[0][0];
  return noteForm([h("label", null, columnName("disclosures", column), fieldOf("disclosures", column, doc.facts[column], "new"))], (said) => {
    if (!said("new") || said("new") === String(doc.facts[column] ?? "")) return T("SAME_TEXT");
    return { table: "disclosures", place, column, old: quote(doc, parsePlace(place)), new: said("new") };
  }, null);
}

// --- rules for repeated labels ---------------------------------------------------------------------------------------

let rules = [];
const RULE_AREAS = ["county", "city", "province"];

function loadRules() {
  try {
    rules = JSON.parse(keep.get("rules." + HEAD.version) || "[]");
  } catch {
    rules = [];
  }
}

const areaOf = (facts) => RULE_AREAS.map((kind) => [kind, facts[kind]]).find(([, name]) => name) || null;
const labelOfRow = (row) => row.label || row.row_label || "";

// An offer to take the label everywhere in the area as the item.
function ruleField(doc, row) {
  const area = areaOf(doc.facts);
  if (!area || !labelOfRow(row)) return null;
  return h("label", { class: "rule" }, h("input", { type: "checkbox", name: "rule" }), T("RULE_TOO", { label: short(labelOfRow(row), 30), area: area[1] }));
}

function addRule(doc, row, item) {
  const [kind, area] = areaOf(doc.facts);
  const label = labelOfRow(row).trim();
  rules = rules.filter((one) => one.area !== area || one.label !== label).concat([{ kind, area, label, item, seen: doc.facts.path + " " + row.place }]);
  storeRules();
}

function storeRules() {
  keep.set("rules." + HEAD.version, JSON.stringify(rules));
}

// The words of one area as a file that ``extractor run --templates`` takes.
function wordsOf(area) {
  const text = (value) => '"' + String(value).replace(/[\u0000-\u001f\u007f]/g, " ").replaceAll("\\", "\\\\").replaceAll('"', '\\"') + '"';
  const own = rules.filter((one) => one.area === area);
  const lines = ["name = " + text("review " + area), 'extends = "base"', "", "[applies]", own[0].kind + " = [" + text(area) + "]"];
  for (const item of new Set(own.map((one) => one.item))) {
    lines.push("", '[labels."' + item + '"]');
    for (const one of own) if (one.item === item) lines.push(text(one.label) + " = " + text(one.seen));
  }
  return lines.join("\n") + "\n";
}

function save(name, text, type) {
  const link = h("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 120000); // a busy machine begins to save late
}

function rulesView() {
  if (!rules.length) return null;
  const areas = [...new Set(rules.map((one) => one.area))];
  return [h("h3", null, T("RULES")), h("p", { class: "dim" }, T("RULES_HOW")),
    h("ul", { class: "noted" }, rules.map((one) => h("li", null, one.area + " · " + one.label + " → " + itemName(one.item) + " ", h("code", null, one.item), " ",
      button(T("REMOVE"), () => { rules = rules.filter((other) => other !== one); storeRules(); show(); }, { class: "quiet" })))),
    h("p", null, areas.map((area) => button(T("EXPORT_RULES", { area }), () => save("words-" + area + ".toml", wordsOf(area), "application/toml"), { class: "main export-rules" }))),
    h("pre", { tabIndex: 0 }, "extractor run … -o outputs --templates words")];
}
