// The report of the run: figures drawn when the page was written, and the numbers behind them.

function figureOf(name, alt) {
  const svg = HEAD.figures[name + "." + (state.lang ? "en" : "zh")];
  if (!svg) return null;
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  const node = document.importNode(parsed, true);
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", alt);
  return h("figure", null, node);
}

function tableOfCounts(heads, rows) {
  return h("details", null, h("summary", null, T("NUMBERS")),
    h("div", { class: "scroll" }, h("table", { class: "data" },
      h("thead", null, h("tr", null, heads.map((text) => h("th", null, text)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((value) => h("td", { class: typeof value === "number" ? "number" : "" }, typeof value === "number" ? commas(value) : value))))))));
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
    Object.keys(HEAD.figures).length ? null : h("p", { class: "note" }, T("NO_FIGURES")),
    h("h3", null, T("REPORT_COVERAGE")),
    figureOf("years", T("FIGURE_YEARS")),
    tableOfCounts([T("FILTER_KIND"), ...years, T("TOTAL")], found.kinds.map(([what, counts, total]) => [what[0] ? kindName(what[0]) : T("NOT_KNOWN"), ...counts, total])),
    figureOf("counties", T("FIGURE_COUNTIES")),
    tableOfCounts([T("FILTER_AREA"), ...years, T("TOTAL")], found.counties.map(([what, counts, total]) => [where(what), ...counts, total])),
    figureOf("offices", T("FIGURE_OFFICES")),
    tableOfCounts([T("FILTER_OFFICE"), ...years, T("TOTAL")], found.offices.map(([what, counts, total]) => [what[0] ? officeName(what[0]) : T("NOT_KNOWN"), ...counts, total])),
    h("h3", null, T("REPORT_CHECKS")),
    figureOf("rules", T("FIGURE_RULES")),
    tableOfCounts([T("FILTER_RULE"), "", ...["pass", "rounding", "fail", "not_checkable"].map((name) => T("RESULT_" + name))],
      found.rules.map(([rule, ...counts]) => [rule, ruleText(rule), ...counts])),
    h("h3", null, T("REPORT_FILES")),
    figureOf("outcomes", T("FIGURE_OUTCOMES")),
    tableOfCounts([T("FORMAT"), T("OUTCOME"), T("TOTAL")], found.outcomes.map(([format, status, count]) => [format, T("STATUS_" + status), count])),
    h("h3", null, T("REPORT_ITEMS")),
    figureOf("items", T("FIGURE_ITEMS")),
    tableOfCounts([T("ITEM"), T("FACT_DOCUMENTS"), T("ZEROS"), T("LEAST"), T("QUARTER_1"), T("MEDIAN"), T("QUARTER_3"), T("MOST")],
      found.items.map(([item, count, zeros, ...values]) => [itemName(item), count, zeros, ...values.map(wan)])),
    h("p", { class: "dim" }, "extractor " + HEAD.program + " · " + HEAD.version));
}
