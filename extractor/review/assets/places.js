// Addresses of the document (b31.r4.c2[0:5]) and their texts.

function parsePlace(text) {
  const found = /^([^[]+)(?:\[(\d+):(\d+)\])?$/.exec((text || "").trim());
  if (!found) return null;
  const place = { address: found[1], start: null, end: null };
  if (found[2] !== undefined) { place.start = Number(found[2]); place.end = Number(found[3]); }
  return place;
}

const places = (text) => (text || "").split(";").map(parsePlace).filter(Boolean);

// Whether two places share a character: as extractor.explain has it.
function touches(one, other) {
  if (!one || !other) return false;
  if (one.address !== other.address) {
    const inside = (a, b) => b.start === null && a.address.startsWith(b.address + ".");
    return inside(one, other) || inside(other, one);
  }
  if (one.start === null || other.start === null) return true;
  return one.start < other.end && other.start < one.end;
}

// Offsets count code points; a text with astral characters is cut by code points.
const RARE = /[\ud800-\udfff]/;
const letters = (text) => (RARE.test(text) ? Array.from(text) : text);
const cut = (text, start, end) => {
  const found = letters(text).slice(start, end);
  return typeof found === "string" ? found : found.join("");
};

// Every address of a document and its text.
function textsOf(doc) {
  const found = new Map();
  for (const [place, , , , text] of doc.blocks) if (text !== null) found.set(place, text);
  for (const [table, cells] of Object.entries(doc.cells)) {
    for (const cell of cells) found.set(table + ".r" + cell[0] + ".c" + cell[1], cell[4]);
  }
  return found;
}

function quote(doc, place) {
  if (!place) return "";
  const text = doc.texts.get(place.address);
  if (text !== undefined) return place.start === null ? text : cut(text, place.start, place.end);
  const row = /^(.*)\.r(\d+)$/.exec(place.address);
  const cells = row && doc.cells[row[1]];
  return cells ? cells.filter((cell) => cell[0] === Number(row[2])).map((cell) => cell[4]).join(" │ ") : "";
}

function short(text, most = 46) {
  const flat = String(text).replace(/\s+/g, " ").trim();
  return flat.length > most ? flat.slice(0, most - 1) + "…" : flat;
}
