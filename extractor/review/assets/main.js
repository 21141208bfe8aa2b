// Start, navigation between the views, keyboard.

const KEYS = [
  ["j / k", "KEY_VALUE"], ["f / F", "KEY_FAILED"], ["u / U", "KEY_UNREAD"], ["n / p", "KEY_DOCUMENT"], ["1 – 5", "KEY_TABS"], ["c", "KEY_CORRECT"],
  ["/", "KEY_SEARCH"], ["g", "KEY_LIST"], ["r", "KEY_REPORT"], ["e", "KEY_CORRECTIONS"], ["l", "KEY_LANGUAGE"], ["d", "KEY_THEME"], ["m", "KEY_LETTERS"], ["Esc", "KEY_CLOSE"], ["?", "KEY_HELP"],
];
const THEMES = ["auto", "light", "dark"];

function frame() {
  const tab = (view, code, id) => h("a", { href: "#" + view, class: state.view === view ? "on" : "", "aria-current": state.view === view ? "page" : null },
    T(code), id ? h("span", { class: "count", id }, corrections.length || "") : null);
  const home = HEAD.index ? h("a", { href: HEAD.index }, T("ALL_DOCUMENTS")) : null;
  fill($("#bar"),
    h("h1", null, T("TITLE")),
    h("nav", null, home, tab("list", HEAD.index ? "THIS_PART" : "DOCUMENTS"), HEAD.report ? tab("report", "REPORT") : null, tab("corrections", "CORRECTIONS", "count-corrections")),
    h("span", { class: "tools" },
      button(state.lang ? "中文" : "English", switchLanguage, { class: "quiet", id: "language" }),
      button(["◐", h("span", { class: "word" }, " " + T("THEME_" + theme()))], switchTheme, { class: "quiet", id: "theme", title: T("KEY_THEME") }),
      button("?", help, { class: "quiet", id: "help", title: T("KEY_HELP") })));
}

const theme = () => keep.get("theme") || document.documentElement.dataset.theme || "auto";

function switchTheme() {
  setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % 3]);
  frame();
}

function setTheme(name) {
  keep.set("theme", name);
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

function switchLanguage() {
  state.lang = 1 - state.lang;
  keep.set("lang", state.lang ? "en" : "zh");
  document.documentElement.lang = state.lang ? "en" : "zh-CN";
  const at = scrollY;
  show();
  scrollTo(0, at);
}

// --- views -----------------------------------------------------------------------------------------------------------

function show() {
  frame();
  document.title = T("TITLE");
  const main = $("#main");
  main.className = state.view;
  document.documentElement.classList.toggle("open", state.view === "document" && Boolean(state.picked));
  if (state.view === "document") {
    const doc = state.doc;
    document.title = (doc.facts.department_name || doc.facts.path) + " " + (doc.facts.fiscal_year || "");
    fill(main, stepBar(), outlineView(doc), sheetView(doc), panelView());
    openTabQuietly();
    performance.mark("shown");
  } else if (state.view === "report") fill(main, reportView());
  else if (state.view === "corrections") fill(main, correctionsView());
  else { fill(main, listView()); drawRows(); drawTexts(); }
}

function openTabQuietly() {
  const wasOpen = document.documentElement.classList.contains("open");
  openTab(state.tab);
  document.documentElement.classList.toggle("open", wasOpen);
}

// Before and after in the list as it is filtered.
function stepBar() {
  const order = state.shown.length ? state.shown : HEAD.entries.map((_, at) => at);
  const at = order.indexOf(state.at);
  const to = (step, code, sign) => {
    const next = at < 0 ? undefined : order[at + step];
    const entry = next === undefined ? null : HEAD.entries[next];
    if (!entry) return h("span", { class: "off" }, sign + " " + T(code));
    return h("a", { href: "#d=" + entry.disclosure_id, title: entry.department_name || entry.path }, sign + " " + T(code));
  };
  return h("div", { class: "steps" }, h("a", { href: "#list" }, T("BACK")), to(-1, "PREVIOUS", "↑"), to(1, "NEXT", "↓"),
    h("span", { class: "dim" }, at < 0 ? "" : at + 1 + " / " + order.length),
    button(T("SHOW_PANEL"), () => { document.documentElement.classList.add("open"); }, { class: "quiet narrow" }));
}

async function route() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const id = asked.get("d");
  if (id) {
    const at = HEAD.entries.findIndex((entry) => entry.disclosure_id === id);
    if (at >= 0 && HEAD.entries[at].page) { location.href = HEAD.entries[at].page + location.hash; return; }
    if (at >= 0) {
      if (at !== state.at || !state.doc) {
        state.doc = prepare(await unpack("d" + at));
        state.at = at;
        state.picked = null;
        state.tab = sum(HEAD.entries[at].failed) && !asked.get("p") ? "checks" : "value";
      }
      state.view = "document";
      show();
      if (asked.get("p")) goAndPick(asked.get("p")); else scrollTo(0, 0);
      return;
    }
  }
  const view = location.hash.slice(1);
  state.view = ["report", "corrections"].includes(view) ? view : "list";
  show();
  scrollTo(0, 0);
}

// --- keys ------------------------------------------------------------------------------------------------------------

function help() {
  const box = $("#keys");
  fill(box, h("h2", null, T("KEYS")), h("dl", null, KEYS.map(([key, code]) => [h("dt", null, h("kbd", null, key)), h("dd", null, T(code))])),
    h("p", { class: "dim" }, T("KEYS_MOUSE")), button(T("CLOSE"), () => box.close(), { class: "main" }));
  if (!box.open) box.showModal();
}

// The next mark of a kind after the selected one; wraps around at the end of the page.
function step(selector, forward) {
  const marks = $$("#page " + selector);
  if (!marks.length) { toast(T("NONE_OF_IT")); return; }
  const now = $("#page .picked") || $("#page .lit");
  let at = marks.indexOf(now);
  if (at < 0 && now) {
    const behind = marks.findIndex((mark) => now.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING);
    at = forward ? (behind < 0 ? marks.length : behind) - 1 : behind < 0 ? marks.length : behind;
  }
  const next = marks[(at + (forward ? 1 : -1) + marks.length) % marks.length];
  pick(next);
  next.scrollIntoView({ block: "center", inline: "nearest" });
}

function onKey(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else if (state.view === "document" && state.picked) closePanel();
    else if (state.view !== "list") location.hash = "#list";
    return;
  }
  if (event.target.matches && event.target.matches("#page .m") && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    pick(event.target);
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || $("#keys").open) return;
  const inDocument = state.view === "document";
  const order = state.shown.length ? state.shown : HEAD.entries.map((_, at) => at);
  const neighbour = (by) => {
    const next = HEAD.entries[order[order.indexOf(state.at) + by]];
    if (next) location.hash = "#d=" + next.disclosure_id;
  };
  const keys = {
    "?": help, g: () => { location.hash = "#list"; }, r: () => { if (HEAD.report) location.hash = "#report"; },
    e: () => { location.hash = "#corrections"; }, l: switchLanguage, d: switchTheme, m: letterMarks,
    "/": () => { if (state.view !== "list") { location.hash = "#list"; setTimeout(() => $("#search").focus(), 50); } else $("#search").focus(); },
  };
  if (inDocument) {
    Object.assign(keys, {
      j: () => step(".m[data-e]:not([data-e='']):not(.m-text)", true), k: () => step(".m[data-e]:not([data-e='']):not(.m-text)", false),
      f: () => step(".m.bad", true), F: () => step(".m.bad", false), u: () => step(".m-unread", true), U: () => step(".m-unread", false),
      n: () => neighbour(1), p: () => neighbour(-1),
      c: () => { if (state.picked) { openTab("value"); const correct = $("#inside .correct"); if (correct) correct.click(); } },
    });
    TABS.forEach(([name], at) => { keys[String(at + 1)] = () => openTab(name); });
  }
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
}

function onClick(event) {
  const inside = event.target.closest("#page");
  if (!inside) return;
  if (getSelection().toString().trim()) { pickSelected(); return; }
  const mark = event.target.closest(".m") || event.target.closest("td[data-a]");
  if (mark) pick(mark);
}

async function start() {
  put(document.body, [h("header", { id: "bar", class: "bar" }), h("main", { id: "main" }), h("dialog", { id: "keys" }), h("div", { id: "toast", role: "status" })]);
  HEAD = await unpack("head");
  state.lang = (keep.get("lang") || HEAD.lang) === "en" ? 1 : 0;
  document.documentElement.lang = state.lang ? "en" : "zh-CN";
  if (keep.get("theme")) setTheme(keep.get("theme"));
  if (keep.get("letters")) document.documentElement.classList.add("letters");
  loadCorrections();
  loadRules();
  addEventListener("hashchange", route);
  addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  await route();
  document.documentElement.dataset.ready = "1";
  performance.mark("ready");
}

start();
