// Nobody is kept out: axe finds nothing on any page in any state, on a desk's screen and on a phone, in both themes.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriers, faintWords } from "./axe.mjs";
import { Gallery } from "./gallery.mjs";
import { stands } from "./states/reach.mjs";

const SCREENS = [{ width: 1440, height: 900 }, { width: 360, height: 740 }];

const gallery = await Gallery.opens();
after(() => gallery.closes());

// Pages wait more than they work; three at a time keep two processors busy.
for (const screen of SCREENS) describe(`at ${screen.width} px everybody can use`, { concurrency: 3 }, () => {
  for (const state of gallery.states) test(state.name, async () => {
    /** @type {string[]} */
    const found = [];
    await gallery.shows(state, { ...screen, scheme: "light" }, async (page) => {
      found.push(...told(await barriers(page), "light"));
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await stands(page);
      found.push(...told(await faintWords(page), "dark"));
    });
    assert.deepEqual(found, []);
  });
});

/** @param {import("./axe.mjs").Barrier[]} barriers @param {string} theme */
function told(barriers, theme) {
  return barriers.map(({ rule, where, why }) => `${rule} (${theme}) at ${where}: ${why}`);
}
