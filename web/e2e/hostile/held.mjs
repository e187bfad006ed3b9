// Whether a page holds what is written in it: nothing has run, nothing turns or moves what stands beside it.
import assert from "node:assert/strict";

/** @typedef {import("playwright-core").Page} Page */

/** A script that runs says so. @param {Page} page @param {import("../browser.mjs").Browser} browser */
export async function trapped(page, browser) {
  await page.context().addInitScript(() => {
    for (const call of ["alert", "confirm", "prompt", "print", "open"]) Object.assign(window, { [call]: () => console.error(`a script ran: ${call}`) });
  });
  page.on("dialog", (dialog) => {
    browser.faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
}

/**
 * Whether something stands behind words that turn the line, with nothing between them: a text of one writer may end with
 * them, in a sentence of ours marks hold them. @param {string} text
 */
export function goesOn(text) {
  const turned = "\u202egnp.";
  for (let at = text.indexOf(turned); at >= 0; at = text.indexOf(turned, at + 1)) {
    const before = text.slice(0, at);
    const open = (before.match(/[\u2066-\u2068]/g)?.length ?? 0) > (before.match(/\u2069/g)?.length ?? 0);
    const behind = text.slice(at + turned.length).split("\n")[0] ?? "";
    if (!open && !/^\.?…?["”』」]?\s*$/.test(behind)) return true;
  }
  return false;
}

/** Words that turn the line stand apart from everything beside them, and nothing is wider than its window. @param {Page} page */
export async function isHeld(page) {
  for (const frame of page.frames().filter((one) => one.url().startsWith("http"))) {
    assert.deepEqual([...new Set(await frame.evaluate(loose, goesOn.toString()))], [], `${page.url()} has words that turn others`);
  }
  assert.ok(!goesOn(await page.title()), `the window's title: ${await page.title()}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 1, `${page.url()} is ${wide} px wider than its window`);
}

/** Runs in the page. @param {string} goesOnSource */
function loose(goesOnSource) {
  /** @type {(text: string) => boolean} */
  const goesOn = new Function(`return ${goesOnSource}`)();
  /** @type {string[]} */
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = (/** @type {string} */ what, /** @type {Element} */ around, /** @type {string} */ text) => found.push(`${what}: <${around.localName} class="${around.className}"> ${text.slice(0, 120)}`);
  while (walk.nextNode()) {
    const [text, around] = [walk.currentNode.nodeValue ?? "", walk.currentNode.parentElement];
    const at = text.indexOf("\u202e");
    if (at < 0 || !around?.checkVisibility() || /^(OPTION|TEXTAREA|TITLE|STYLE|SCRIPT)$/.test(around.tagName)) continue;
    const { unicodeBidi, display } = getComputedStyle(around);
    const own = /isolate|plaintext/.test(unicodeBidi) || !/^(inline|contents)$/.test(display);
    const marked = text.lastIndexOf("\u2068", at) >= 0 && text.indexOf("\u2069", at) >= 0;
    // What follows in the same line, unless each part is a box of its own.
    let next = /flex|grid/.test(display) ? null : walk.currentNode.nextSibling;
    while (next && !next.textContent?.trim()) next = next.nextSibling;
    const followed = next instanceof Element ? /^inline/.test(getComputedStyle(next).display) && getComputedStyle(next).position === "static" && next.checkVisibility() : next !== null;
    if (!own && !marked) told("not held", around, text);
    else if (goesOn(text)) told("goes on", around, text);
    else if (followed && !marked) told("is followed", around, text);
  }
  for (const name of ["title", "aria-label", "alt", "placeholder"]) {
    for (const one of document.querySelectorAll(`[${name}*="\u202e"]`)) if (goesOn(one.getAttribute(name) ?? "")) told(`its ${name} goes on`, one, one.getAttribute(name) ?? "");
  }
  return found;
}

/** Upwards, so that each message has been drawn. @param {Page} page */
export async function scrollsThrough(page) {
  const log = page.getByRole("log");
  for (let step = 0; step < 60; step += 1) {
    const top = await log.evaluate((element) => {
      const scrolled = [element, ...element.querySelectorAll("*"), element.parentElement].find((one) => one && one.scrollHeight > one.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(one).overflowY));
      if (!scrolled) return 0;
      scrolled.scrollTop -= scrolled.clientHeight * 0.9;
      return scrolled.scrollTop;
    });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if (step % 6 === 0) await isHeld(page);
    if (top <= 0) break;
  }
}
