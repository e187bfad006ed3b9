// What a picture does not show and a person would still trip over: a page wider than its window, controls without a name or
// too small for a finger, words cut off without a sign, a text's key instead of the text, Chinese on an English page.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("playwright-core").Page} Page */

const TEXTS = JSON.parse(readFileSync(join(import.meta.dirname, "../agent/src/locales/zh-CN.json"), "utf8"));
// The names of the two languages stand in their own script everywhere.
const IN_ITS_OWN_SCRIPT = /迎客|简体中文|切换到中文|中文/g;

/** What the desk told a page and what was typed into it, so that customers' words can be told from our own. */
export class Told {
  #texts = "";
  /** @type {Promise<void>[]} */
  #coming = [];

  /** @param {Page} page */
  constructor(page) {
    page.on("response", (answer) => {
      if (!answer.url().includes("/api/v1/") || !/json/.test(answer.headers()["content-type"] ?? "") || !answer.ok()) return;
      this.#coming.push(answer.text().then((text) => void (this.#texts += text), () => {}));
    });
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (this.#texts += payload)));
  }

  /** @param {Page} page */
  async hearsAll(page) {
    await Promise.all(this.#coming);
    const typed = await page.locator("input, textarea").evaluateAll((fields) =>
      fields.map((field) => (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : "")));
    this.#texts += typed.join("\n");
  }

  /** @param {string} words */
  includes(words) {
    return this.#texts.includes(words);
  }
}

/** @param {Page} page @param {Told} told @param {string} locale @returns {Promise<string[]>} */
export async function flaws(page, told, locale) {
  const found = [];
  await told.hearsAll(page);
  for (const frame of page.frames().filter((one) => one.url().startsWith("http"))) {
    found.push(...(await frame.evaluate(shapes)));
    const words = await frame.evaluate(texts);
    found.push(...words.filter((word) => isKey(word)).map((word) => `shows the key ${word}`));
    if (locale.startsWith("en")) found.push(...words.flatMap((word) => foreign(word, told)));
  }
  return found;
}

/** @param {string} word */
function isKey(word) {
  return word.includes(".") && at(TEXTS, word.split(".")) !== undefined;
}

/** @param {any} texts @param {string[]} path @returns {unknown} */
function at(texts, path) {
  return path.reduce((found, part) => found?.[part], texts);
}

/** @param {string} text @param {Told} told */
function foreign(text, told) {
  const runs = text.replace(IN_ITS_OWN_SCRIPT, "").match(/[\p{Script=Han}]+/gu) ?? [];
  return runs.some((run) => !told.includes(run)) ? [`says in English: ${text.slice(0, 80)}`] : [];
}

/** Runs in the page. */
function texts() {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    if (around?.checkVisibility({ checkVisibilityCSS: true }) && !around.closest("script, style, [lang]:not(html)")) {
      found.push((walk.currentNode.nodeValue ?? "").trim());
    }
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name) ?? "");
  }
  return found.filter((text) => text !== "");
}

/** Runs in the page. */
function shapes() {
  /** @type {string[]} */
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) found.push(`is ${root.scrollWidth} px wide in a window of ${innerWidth} px`);

  for (const control of document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, summary")) {
    if (!(control instanceof HTMLElement) || !control.checkVisibility({ checkVisibilityCSS: true, opacityProperty: true })) continue;
    // What is kept from screen readers and from the keyboard stands beside a control that has the name.
    if (control.closest("[aria-hidden=true]")) continue;
    const labels = "labels" in control && control.labels instanceof NodeList ? [...control.labels] : [];
    const image = control.querySelector("img[alt]:not([alt=''])");
    const named = control.innerText?.trim() || control.getAttribute("aria-label") || control.title || labels.length || image;
    const said = told(control);
    if (!named) found.push(`has a control without a name: ${said}`);
    // A label is a part of its control; a link in a line of words is as high as the line.
    const [box, ...more] = [control, ...labels].flatMap((one) => (one instanceof Element ? [one.getBoundingClientRect()] : []));
    if (!box || box.width <= 1 || getComputedStyle(control).display === "inline") continue;
    const large = [box, ...more].some(({ width, height }) => width >= 23.5 && height >= 23.5);
    if (!large) found.push(`has a control of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${said}`);
  }

  const range = document.createRange();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    const around = text.parentElement;
    if (!around || !(text.nodeValue ?? "").trim() || !around.checkVisibility({ checkVisibilityCSS: true, opacityProperty: true })) continue;
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    if (words.width === 0) continue;
    const fit = fits(around, words);
    if (!fit) found.push(`cuts words off: “${(text.nodeValue ?? "").trim().slice(0, 60)}” in ${told(around)}`);
  }
  return found;

  /** @param {Element} element */
  function told(element) {
    const name = element.getAttribute("aria-label") ?? (element instanceof HTMLElement ? element.innerText : "");
    return `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${name.replace(/\s+/g, " ").slice(0, 50)}`;
  }

  /** @param {Element} around @param {DOMRect} words */
  function fits(around, words) {
    for (let box = /** @type {Element | null} */ (around); box; box = box.parentElement) {
      const style = getComputedStyle(box);
      const edge = box.getBoundingClientRect();
      // Said to screen readers only; or there is a sign that words go on, or a way to them.
      if (edge.width <= 1 || style.clipPath !== "none" || style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return true;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return true;
      if (/hidden|clip/.test(style.overflowX) && (words.right > edge.right + 2 || words.left < edge.left - 2)) return false;
      if (/hidden|clip/.test(style.overflowY) && (words.bottom > edge.bottom + 6 || words.top < edge.top - 6)) return false;
      if (style.position === "fixed") return true;
    }
    return true;
  }
}
