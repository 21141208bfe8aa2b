// A page of a PDF with the values that were read from it, each where the page prints it.

// "page left bottom right top;…", in points from the lower left corner.
const boxesOf = (text) => text.split(";").map((box) => box.trim().split(" ").map(Number));

// Paper is as large as A4, or as its boxes need.
const paperSide = (reach) => [595, 842].find((side) => reach <= side) || Math.ceil(reach) + 36;

// The file that a place is in: the second of a disclosure begins with f2/.
const fileOf = (place) => (/^f\d+\//.exec(place) || [""])[0];

function svg(tag, props, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value);
  }
  return put(made, children);
}

// The page that prints a value, its boxes selected; null where no page is known.
function printedPage(doc, at) {
  const own = doc.boxes[at];
  if (!own) return null;
  const [[page]] = boxesOf(own);
  const file = fileOf(doc.evidence[at][3]);
  const seen = new Map();
  for (const [index, text] of Object.entries(doc.boxes)) {
    const place = doc.evidence[index][3];
    if (seen.has(text) || fileOf(place) !== file) continue;
    const boxes = boxesOf(text).filter((box) => box[0] === page);
    if (boxes.length) seen.set(text, { place, boxes });
  }
  const all = [...seen.values()].flatMap((one) => one.boxes);
  const [width, height] = [3, 4].map((side) => paperSide(Math.max(...all.map((box) => box[side]))));
  const drawn = [...seen].flatMap(([text, { place, boxes }]) => boxes.map((box) => boxOf(doc, place, box, height, boxes.length, text === own)));
  return h("section", { class: "card printed" }, h("h3", null, T("PRINTED_PAGE", { page })),
    svg("svg", { viewBox: [0, 0, width, height].join(" "), role: "img", "aria-label": T("PRINTED_PAGE", { page }) },
      svg("rect", { class: "paper", width, height }), drawn));
}

function boxOf(doc, place, [, left, bottom, right, top], height, count, isOwn) {
  const text = short(quote(doc, parsePlace(place)), 200);
  const [width, tall] = [Math.max(right - left, 1), Math.max(top - bottom, 1)];
  const shape = { x: left, y: height - top, width, height: tall };
  return svg("g", { class: isOwn ? "box own" : "box", onclick: () => go(place) },
    svg("title", {}, text), svg("rect", shape),
    count === 1 && tall < 30 ? svg("text", { x: left, y: height - bottom - tall * .22, "font-size": tall * .75, textLength: width, lengthAdjust: "spacingAndGlyphs" }, text) : null);
}
