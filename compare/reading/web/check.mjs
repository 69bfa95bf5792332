// Looks at a built site in headless Chromium and answers in JSON on its last line.
// node check.mjs CHROMIUM NODE_MODULES SITE PAGE...
//   each page: accessibility faults in light, dark and at 390 px, sideways overflow, requests that leave the site,
//   errors of scripts; then search from prose and from code, from file and served, sliders and views by keyboard, copies, the first
//   screen of a lesson, the gallery's filters, and the pages without JavaScript.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [browserPath, modules, site, ...pages] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/"));
const { chromium } = require(modules + "/playwright-core");
const axe = readFileSync(modules + "/axe-core/axe.min.js", "utf8");
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: browserPath, args: flags });
const found = { pages: {}, search: {}, served: {}, slider: {}, plain: {}, views: {}, first: {}, gallery: {} };
const at = page => pathToFileURL(`${site}/${page}`).href;

const looked = async (tab, label, faults) => {
  const answer = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"], preload: false }));
  for (const fault of answer.violations)
    faults.push(`${label}: ${fault.id} x${fault.nodes.length}: ${fault.nodes[0].target.join(" ")} ${fault.nodes[0].any[0]?.message || ""}`);
};

const reachable = () => [...document.querySelectorAll("pre")].every(pre => pre.scrollWidth <= pre.clientWidth || pre.tabIndex >= 0);

const look = async page => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 }, colorScheme: "light" });
  const tab = await context.newPage(), faults = [], outside = [], errors = [];
  tab.on("request", request => { if (!/^(file|data|blob):/.test(request.url())) outside.push(request.url()); });
  tab.on("pageerror", error => errors.push(error.message));
  tab.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
  await tab.goto(at(page));
  await tab.evaluate(axe);
  await looked(tab, "light", faults);
  await tab.emulateMedia({ colorScheme: "dark" });
  await looked(tab, "dark", faults);
  await tab.emulateMedia({ colorScheme: "light" });
  await tab.setViewportSize({ width: 390, height: 844 });
  await tab.waitForFunction(reachable, null, { timeout: 5000 }).catch(() => null); // the theme sees to it soon after
  await looked(tab, "390 px", faults);
  const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const torn = await tab.$$eval(".katex svg", all => all.filter(svg => getComputedStyle(svg).marginLeft !== "0px").length);
  found.pages[page] = { faults, overflow, outside, errors, torn };
  await context.close();
};

const search = async (word, expected, timeout = 20000) => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${at("search.html")}?q=${encodeURIComponent(word)}`);
  await tab.waitForSelector("#search-results li a", { timeout }).catch(() => null);
  const links = await tab.$$eval("#search-results li a", all => all.map(a => a.getAttribute("href")));
  found.search[word] = links.some(link => link.startsWith(expected));
  await context.close();
};

const served = async word => { // over HTTP there are snippets, and pages come before the reference
  const server = createServer((request, response) => {
    const path = `${site}${decodeURIComponent(new URL(request.url, "http://x").pathname)}`;
    if (!existsSync(path)) return response.writeHead(404).end();
    const kind = { html: "text/html", js: "text/javascript", css: "text/css" }[path.split(".").pop()];
    response.writeHead(200, kind ? { "content-type": kind } : {});
    createReadStream(path).pipe(response);
  });
  await new Promise(ready => server.listen(0, "127.0.0.1", ready));
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/search.html?q=${word}`);
  const finished = () => document.querySelector("#search-results > h2")?.innerText === "Search Results";
  await tab.waitForFunction(finished, null, { timeout: 60000 }).catch(() => null); // results come one by one
  await tab.waitForSelector("#search-results li p.context", { timeout: 20000 }).catch(() => null);
  found.served[word] = await tab.evaluate(() => [
    [...document.querySelectorAll("#search-results li > a")].map(a => a.getAttribute("href")),
    document.querySelectorAll("#search-results li p.context").length]);
  await context.close();
  server.closeAllConnections();
  server.close();
};

const first = async page => { // what the first screen of a laptop shows of the lesson
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(at(page));
  found.first[page] = await tab.evaluate(() => {
    const whole = element => { const box = element.getBoundingClientRect(); return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight; };
    const rows = [...document.querySelectorAll(".x-lesson-row")].filter(whole);
    return rows.map(row => [row.querySelector(".eqno").textContent, row.querySelector(".x-lines").textContent]);
  });
  await context.close();
};

const gallery = async page => { // its length folded, and what the filters leave
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(at(page));
  const shown = () => tab.$$eval("details.x-bug", all => all.filter(bug => bug.offsetParent !== null).length);
  const height = await tab.evaluate(() => document.documentElement.scrollHeight), all = await shown();
  await tab.selectOption("[name=operation]", "softmax");
  const softmax = await shown(), said = await tab.textContent(".x-filters output");
  await tab.selectOption("[name=past]", "upstream-of-ones");
  found.gallery = { height, all, softmax, said, ones: await shown() };
  await context.close();
};

const slide = async page => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(at(page));
  const slider = tab.locator("figure.live input[type=range]").first();
  const state = () => tab.evaluate(() => {
    const figure = document.querySelector("figure.live");
    return [figure.querySelector("output").value, figure.querySelector(".live-say").textContent,
      ...[...figure.querySelectorAll("[data-shape]")].map(shape => shape.getAttribute("d"))].join("|");
  });
  const before = await state();
  await slider.focus();
  for (let i = 0; i < 4; i++) await tab.keyboard.press("ArrowRight");
  found.slider[page] = before !== await state();
  await context.close();
};

const views = async page => { // the choice of view by keyboard, and the copy of one side
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(at(page));
  const shown = () => tab.evaluate(() => ["l", "r"].map(side =>
    [...document.querySelector("table.pair").querySelectorAll(`td.x-${side}`)].some(cell => cell.offsetParent !== null)));
  const seen = {};
  await tab.locator(".pairview input").first().focus();
  for (const view of ["stack", "left", "right"]) {
    await tab.keyboard.press("ArrowRight");
    seen[view] = await shown();
  }
  await tab.keyboard.press("ArrowRight");
  seen.both = await shown();
  seen.copied = await tab.evaluate(async () => {
    const copied = new Promise(done => { navigator.clipboard.writeText = text => { done(text); return Promise.resolve(); }; });
    document.querySelector(".x-copies button").click();
    return copied;
  });
  found.views = seen;
  await context.close();
};

const plain = async page => { // no JavaScript: text, formulas, one image a figure, both sides of a pair
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1366, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(at(page));
  const box = async selector => (await Promise.all((await tab.$$(selector)).map(e => e.isVisible()))).filter(Boolean).length;
  found.plain[page] = { headings: await box("h1, h2"), formulas: await box(".katex-html"), images: await box("figure.drawn img"),
    figures: await box("figure.drawn"), left: await box("tr:has(> td.x-r) > td.x-l"), right: await box("td.x-r"), pictures: await box("figure.live svg") };
  await context.close();
};

const queue = [...pages];
const worker = async () => { while (queue.length) await look(queue.shift()); };
await Promise.all([worker(), worker()]);
await search("diamond", "l1.html");
await search("softplus", "api/layers.html");
await search("keep_dims_of_nothing", "nowhere", 3000);
await served("softmax");
for (const page of pages) if (readFileSync(`${site}/${page}`, "utf8").includes('<figure class="live"')) await slide(page);
if (pages.includes("softmax.html")) await first("softmax.html");
if (pages.includes("classic_bugs.html")) await gallery("classic_bugs.html");
for (const page of pages.filter(page => /^(dropout|l1)\.html$/.test(page))) await plain(page);
if (pages.includes("dropout.html")) await views("dropout.html");
await browser.close();
console.log(JSON.stringify(found));
