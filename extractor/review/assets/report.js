// The report of the run: figures drawn when the page was written, and the numbers behind them.

function figureOf(name, alt) {
  const svg = HEAD.figures[name + "." + (state.lang ? "en" : "zh")];
  if (!svg) return null;
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  const node = document.importNode(parsed, true);
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", alt);
  return h("figure", { tabIndex: 0, "aria-label": alt }, node); // it scrolls on a narrow screen
}

function tableOfCounts(heads, rows) {
  return h("details", null, h("summary", null, T("NUMBERS")),
    h("div", { class: "scroll", tabIndex: 0, role: "group", "aria-label": T("NUMBERS") }, h("table", { class: "data" },
      h("thead", null, h("tr", null, heads.map((text) => (text ? h("th", { scope: "col" }, text) : h("td"))))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((value) => h("td", { class: typeof value === "number" ? "number" : "" }, typeof value === "number" ? commas(value) : value))))))));
}

const MAP_ROWS = 200; // offices of the map

// What is published: an office a row, a year a column, a letter a kind; each leads to its document.
function mapView(years) {
  if (!years.length) return null;
  const offices = new Map();
  for (const entry of HEAD.entries) {
    if (!entry.department_name || !entry.fiscal_year) continue;
    const where = [entry.city, entry.county].filter(Boolean).join("");
    const key = where + " " + entry.department_name;
    if (!offices.has(key)) offices.set(key, { where, name: entry.department_name, kinds: new Map() });
    const kinds = offices.get(key).kinds;
    const kind = entry.doc_type || "";
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    const own = kinds.get(kind);
    own.set(entry.fiscal_year, [...(own.get(entry.fiscal_year) || []), entry]);
  }
  const sorted = [...offices.values()].sort((a, b) => (a.where + a.name < b.where + b.name ? -1 : 1));
  const field = (several) => several
    ? several.slice(0, 3).map((entry) => h("a", { href: address(entry), "aria-label": entry.department_name + " " + entry.fiscal_year + " " + kindName(entry.doc_type) }, "●")).concat(several.length > 3 ? [" +" + (several.length - 3)] : [])
    : h("span", { class: "dim", "aria-label": T("MAP_NONE"), role: "img" }, "○");
  return [h("h4", null, T("MAP")), h("p", { class: "dim" }, T("MAP_HOW")),
    h("div", { class: "scroll map", tabIndex: 0, role: "group", "aria-label": T("MAP") }, h("table", { class: "data" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, T("DEPARTMENT")), h("th", { scope: "col" }, T("FILTER_KIND")), years.map((year) => h("th", { scope: "col" }, year)))),
      h("tbody", null, sorted.slice(0, MAP_ROWS).map((office) => [...office.kinds].map(([kind, found]) =>
        h("tr", null, h("th", { scope: "row" }, office.name, " ", h("small", null, office.where)), h("td", { class: "nowrap" }, kindName(kind)),
          years.map((year) => h("td", { class: "field" }, field(found.get(year)))))))))),
    sorted.length > MAP_ROWS ? h("p", { class: "dim" }, T("MAP_MORE", { count: sorted.length - MAP_ROWS })) : null];
}

function reportView() {
  const found = HEAD.report;
  if (!found) return h("section", { class: "plain" }, h("p", { class: "empty" }, h("a", { href: HEAD.index + "#report" }, T("REPORT_IN_INDEX"))));
  const [numbers, read] = found.numbers;
  const failed = found.rules.reduce((all, row) => all + row[3], 0);
  const tried = found.rules.reduce((all, row) => all + row[1] + row[2] + row[3], 0);
  const fact = (code, value, more) => h("div", { class: "fact" }, h("b", null, value), h("span", null, T(code)), more ? h("small", null, more) : null);
  const years = found.years.map(String);
  const where = (what) => what.join(" ") || T("NOT_KNOWN");
  const wan = (value) => (value === null ? "—" : commas((Number(value) / 10000).toFixed(2)));
  return h("section", { class: "plain report" },
    h("h2", null, T("REPORT")),
    h("div", { class: "facts" },
      fact("FACT_DOCUMENTS", commas(found.documents), T("FACT_FILES", { count: commas(found.files) })),
      fact("FACT_YEARS", years.length > 1 ? years[0] + "–" + years[years.length - 1] : years[0] || "—"),
      fact("FACT_READ", numbers ? ((100 * read) / numbers).toFixed(1) + "%" : "—", T("NUMBERS_READ", { read: commas(read), all: commas(numbers) })),
      fact("FACT_FAILED", commas(failed), T("FACT_TRIED", { count: commas(tried) }))),
    h("nav", { class: "parts", "aria-label": T("REPORT") }, ["COVERAGE", "CHECKS", "FILES", "ITEMS"].map((name) =>
      h("a", { href: "#report", onclick: (event) => { event.preventDefault(); $("#report-" + name.toLowerCase()).scrollIntoView(); } }, T("REPORT_" + name)))),
    h("h3", { id: "report-coverage" }, T("REPORT_COVERAGE")),
    mapView(found.years),
    figureOf("years", T("FIGURE_YEARS")),
    tableOfCounts([T("FILTER_KIND"), ...years, T("TOTAL")], found.kinds.map(([what, counts, total]) => [what[0] ? kindName(what[0]) : T("NOT_KNOWN"), ...counts, total])),
    figureOf("counties", T("FIGURE_COUNTIES")),
    tableOfCounts([T("FILTER_AREA"), ...years, T("TOTAL")], found.counties.map(([what, counts, total]) => [where(what), ...counts, total])),
    figureOf("offices", T("FIGURE_OFFICES")),
    tableOfCounts([T("FILTER_OFFICE"), ...years, T("TOTAL")], found.offices.map(([what, counts, total]) => [what[0] ? officeName(what[0]) : T("NOT_KNOWN"), ...counts, total])),
    h("h3", { id: "report-checks" }, T("REPORT_CHECKS")),
    figureOf("rules", T("FIGURE_RULES")),
    tableOfCounts([T("FILTER_RULE"), "", ...["pass", "rounding", "fail", "not_checkable"].map((name) => T("RESULT_" + name))],
      found.rules.map(([rule, ...counts]) => [rule, ruleText(rule), ...counts])),
    h("h3", { id: "report-files" }, T("REPORT_FILES")),
    figureOf("outcomes", T("FIGURE_OUTCOMES")),
    tableOfCounts([T("FORMAT"), T("OUTCOME"), T("TOTAL")], found.outcomes.map(([format, status, count]) => [format, T("STATUS_" + status), count])),
    h("h3", { id: "report-items" }, T("REPORT_ITEMS")),
    figureOf("items", T("FIGURE_ITEMS")),
    tableOfCounts([T("ITEM"), T("FACT_DOCUMENTS"), T("ZEROS"), T("LEAST"), T("QUARTER_1"), T("MEDIAN"), T("QUARTER_3"), T("MOST")],
      found.items.map(([item, count, zeros, ...values]) => [itemName(item), count, zeros, ...values.map(wan)])),
    h("p", { class: "dim" }, "extractor " + HEAD.program + " · " + HEAD.version));
}
