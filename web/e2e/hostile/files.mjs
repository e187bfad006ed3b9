// Hostile words that are carried away, and hostile files that are brought: opened by their address, or as what they are not.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { at } from "../states/reach.mjs";
import { goesOn, isHeld, trapped } from "./held.mjs";

/** @typedef {import("./held.mjs").Page} Page */
/** @typedef {import("./shop.mjs").HostileShop} HostileShop */

const SCRIPT = "<script>alert(1)</script>";
const FILES = [
  ["a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`],
  ["a.html", `<!doctype html>${SCRIPT}`],
  ["a.gif", `GIF89a\x01\x00\x01\x00\x00\x00\x00;<!doctype html>${SCRIPT}`],
  ["a.pdf", `%PDF-1.4\n${SCRIPT}`],
  ["a.xml", `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`],
];
/** As a script each of them would run. */
const SCRIPTS = [
  ["a.js", "alert(1)"],
  ["a.mjs", "export {}; alert(1)"],
  ["a.txt", "alert(1)"],
  ["a.json", "alert(1)"],
  // Its size is `/*`, so that what follows is a comment up to the assignment.
  ["a.gif", "GIF89a/*\x01\x01*/=1;alert(1)//"],
  ["a.wav", "RIFF=1/*WAVEfmt */;alert(1)//"],
  ["a.pdf", "%PDF-1.4\n*/alert(1)"],
  ["a.css", "body{background:url(https://evil.example/)}"],
];

/** @param {HostileShop} shop */
export function takenAway(shop) {
  const { floor } = shop;
  const owner = async () => {
    const page = await trapped(await floor.browser.window("店主", { width: 1440, still: true }), floor.browser);
    await floor.signsIn(page.context(), "店主");
    return page;
  };

  floor.scene("run nothing when a file is opened by its address", async () => {
    const page = await owner();
    // Chromium's own frame around a picture is bound by the picture's policy, too.
    floor.browser.refused = /Applying inline style|frame is sandboxed and the 'allow-scripts' permission is not set/;
    for (const [name = "", content = ""] of FILES) {
      const { url } = await floor.owner.uploads(name, "text/html", content);
      // A download ends the navigation: nothing was opened.
      await page.goto(url).catch((error) => assert.match(error.message, /Download is starting|ERR_ABORTED/));
      const opened = await page.evaluate(() => document.contentType);
      assert.ok(opened.startsWith("image/") || page.url() === "about:blank" || !page.url().includes("/files/"), `${name} was opened as ${opened}`);
    }
  });

  floor.scene("run nothing when a visitor's file is asked for as a script, a style, a frame or a worker of our own page", async () => {
    const page = await owner();
    floor.browser.refused = /MIME type|violates the following|frame is sandboxed|ERR_BLOCKED|Refused to|was blocked|Applying inline style/;
    await at(page, `/c/i/${floor.owner.inbox}`, "[role=log]");
    // A script of ours is taken in this very way.
    assert.equal(await page.evaluate(asks, { url: "/widget.js", how: "script" }), "load");
    const visitor = Object.assign(Object.create(floor.owner), { token: shop.token });
    for (const [name = "", content = ""] of SCRIPTS) {
      const { url } = await visitor.uploads(name, name.endsWith("css") ? "text/css" : "text/javascript", content);
      for (const how of ["script", "module", "style", "worker"]) assert.equal(await page.evaluate(asks, { url, how }), "error", `${name} as ${how}`);
      await page.evaluate(asks, { url, how: "frame" });
    }
  });

  floor.scene("are no formulas in a table of quick replies, and the same words when it is brought back", async () => {
    const page = await owner();
    await at(page, "/settings/phrases");
    await page.getByText("团队", { exact: true }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出" }).click();
    const path = await (await coming).path();
    const table = await readFile(path, "utf8");
    const cells = table.slice(1).split(/\r\n|,/);
    assert.ok(cells.some((cell) => /^"?'+[=+\-@＝]/.test(cell)), "no cell would have been a formula");
    for (const cell of cells) assert.doesNotMatch(cell, /^"?[=+\-@\t\r＝＋－＠]/);
    await page.getByRole("button", { name: "导入" }).click();
    await page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await page.getByRole("dialog").locator("ol.preview").waitFor();
    await isHeld(page);
    const { items } = await floor.owner.calls("GET", "/phrases");
    const brought = await page.getByRole("dialog").locator("ol.preview strong").allTextContents();
    assert.deepEqual(brought.toSorted(), items.map((/** @type {{title: string}} */ one) => one.title).toSorted());
  });

  floor.scene("are one line each in a conversation's file, and are not in a QR code", async () => {
    for (const [notes, conversation] of [["true", shop.handed], ["false", shop.conversation], ["true", shop.ended]]) {
      const answer = await fetch(`${floor.desk.url}/api/v1/conversations/${conversation}/transcript?notes=${notes}`, { headers: { authorization: `Bearer ${floor.owner.token}` } });
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      const text = await answer.text();
      const turned = text.split("\r\n").filter((line) => goesOn(line) && !line.startsWith("    "));
      assert.deepEqual(turned, []);
      assert.ok(text.includes("\u202e"), "nothing in it turns a line");
    }
    const page = await owner();
    await at(page, "/settings/links");
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "SVG" }).first().click();
    const file = await coming;
    assert.doesNotMatch(file.suggestedFilename(), /[\u202a-\u202e\u2066-\u2069]/);
    assert.match(await readFile(await file.path(), "utf8"), /^(?!.*(<script|\son\w+=|<text|\u202e))[^]*<svg/);
  });
}

/** Runs in the page: asks for it as a part of our page and says whether it was taken. @param {{url: string, how: string}} what */
function asks({ url, how }) {
  return new Promise((done) => {
    if (how === "worker") {
      const worker = new Worker(url);
      worker.onerror = () => done("error");
      worker.onmessage = () => done("load");
      return;
    }
    const part = document.createElement(how === "frame" ? "iframe" : how === "style" ? "link" : "script");
    if (part instanceof HTMLLinkElement) Object.assign(part, { rel: "stylesheet", href: url });
    else part.src = url;
    if (how === "module") part.setAttribute("type", "module");
    part.onload = () => done("load");
    part.onerror = () => done("error");
    document.head.append(part);
    // A download ends neither way.
    if (how === "frame") setTimeout(() => done("frame"), 300);
  });
}
