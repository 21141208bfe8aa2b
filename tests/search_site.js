// Searches a built site with the site's own worker: node search_site.js FOLDER WORD ... prints, for each
// word, the pages found, best first.
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, ...words] = process.argv.slice(2);
const workers = path.join(folder, "assets", "javascripts", "workers");
const worker = fs.readdirSync(workers).find((name) => /^search\..*\.js$/.test(name));
const listeners = [];
const context = {
  console,
  addEventListener: (_, listener) => listeners.push(listener),
  importScripts: (...names) =>
    names.forEach((name) => run(path.resolve(workers, name))),
};
context.self = context;
vm.createContext(context);

function run(file) {
  vm.runInContext(fs.readFileSync(file, "utf-8"), context, { filename: file });
}

function ask(message) {
  return new Promise((resolve) => {
    context.postMessage = resolve;
    listeners.forEach((listener) => listener({ data: message }));
  });
}

async function main() {
  run(path.join(workers, worker));
  const index = JSON.parse(fs.readFileSync(path.join(folder, "search", "search_index.json"), "utf-8"));
  await ask({ type: 0, data: { ...index, options: { suggest: false } } });
  const found = {};
  for (const word of words) {
    const answer = await ask({ type: 2, data: word });
    found[word] = answer.data.items.map((item) => item[0].location.split("#")[0]);
  }
  console.log(JSON.stringify(found));
}

main();
