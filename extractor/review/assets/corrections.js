// Corrections made in the page: kept in the browser, exported as the CSV that `extractor run --corrections` takes.

const CORRECTION = ["sha256", "table", "place", "column", "old", "new", "reason", "who", "date"];
let corrections = [];

const sameValue = (a, b) => ["sha256", "table", "place", "column"].every((name) => a[name] === b[name]);

function loadCorrections() {
  try {
    corrections = JSON.parse(keep.get("corrections." + HEAD.version) || "[]");
  } catch {
    corrections = [];
  }
}

function storeCorrections() {
  keep.set("corrections." + HEAD.version, JSON.stringify(corrections));
  const count = $("#count-corrections");
  if (count) count.textContent = corrections.length ? String(corrections.length) : "";
}

function addCorrection(one) {
  corrections = corrections.filter((other) => !sameValue(one, other)).concat([one]);
  storeCorrections();
}

function removeCorrection(one) {
  corrections = corrections.filter((other) => other !== one);
  storeCorrections();
}

const findCorrection = (one) => corrections.find((other) => sameValue(one, other));

// The corrections that the dataset was made with, so that one file holds all; corrections typed here replace them.
function earlier() {
  const hash = new Map(HEAD.entries.map((entry) => [entry.disclosure_id, entry.sha256]));
  return HEAD.corrections
    .map((row) => ({ ...row, sha256: hash.get(row.disclosure_id) || "" }))
    .filter((row) => row.sha256 && row.result === "applied" && !corrections.some((own) => sameValue(own, row)));
}

function csvOf(rows) {
  const field = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return "\ufeff" + [CORRECTION, ...rows.map((row) => CORRECTION.map((name) => row[name]))]
    .map((row) => row.map(field).join(",") + "\r\n").join("");
}

function exportCorrections() {
  const rows = [...earlier(), ...corrections];
  save("corrections.csv", csvOf(rows), "text/csv");
  toast(T("EXPORTED", { count: rows.length }));
}

function correctionsView() {
  const before = earlier();
  const names = new Map(HEAD.entries.map((entry, at) => [entry.sha256, { entry, at }]));
  const line = (row, own) => {
    const found = names.get(row.sha256);
    const name = found ? found.entry.department_name || found.entry.path : row.sha256.slice(0, 16);
    return h("tr", null,
      h("td", null, found && !found.entry.page ? h("a", { href: "#d=" + found.entry.disclosure_id + "&p=" + row.place }, name) : name),
      h("td", null, row.column === "row" ? tableName(row.table) : columnName(row.table, row.column)),
      h("td", { class: "place" }, row.place),
      h("td", null, correctionText(row)),
      h("td", null, row.reason || ""), h("td", null, row.who || ""), h("td", { class: "nowrap" }, row.date || ""),
      h("td", null, own ? button(T("REMOVE"), () => { removeCorrection(row); show(); }, { class: "quiet" }) : T("IN_DATASET")));
  };
  const all = [...corrections.map((row) => line(row, true)), ...before.map((row) => line(row, false))];
  return h("section", { class: "plain" },
    h("h2", null, T("CORRECTIONS")),
    h("p", { class: "dim" }, T("CORRECTIONS_HOW")),
    all.length
      ? [h("div", { class: "scroll" }, h("table", { class: "data" },
          h("thead", null, h("tr", null, ["CORRECTION_DOCUMENT", "CORRECTION_COLUMN", "CORRECTION_PLACE", "CORRECTION_CHANGE", "CORRECTION_REASON", "CORRECTION_WHO", "CORRECTION_DATE"].map((code) => h("th", null, T(code))), h("th"))),
          h("tbody", null, all))),
        h("p", null, button(T("EXPORT"), exportCorrections, { class: "main", id: "export" })),
        h("pre", { tabIndex: 0 }, "extractor run … -o outputs --corrections corrections.csv")]
      : h("p", { class: "empty" }, T("CORRECTIONS_NONE")),
    rulesView());
}
