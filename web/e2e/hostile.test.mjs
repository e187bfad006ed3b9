// What strangers write, and a colleague who means harm, is shown in every place as words and nothing else: nothing runs,
// nothing is asked of another host, and no text moves its neighbours.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { hostileTexts, together } from "./corpora.mjs";
import { expect } from "./expect.mjs";
import { Floor } from "./floor.mjs";
import { png } from "./picture.mjs";
import { at, rest } from "./states/reach.mjs";

/** @typedef {import("playwright-core").Page} Page */

const TEXTS = hostileTexts();
const LONGEST_MESSAGE = 4_000;
// Turns the line from here on, wherever nothing holds it.
const TURNED = "\u202egnp.";
/** A payload that fits, another one for each place. @param {number} most */
const short = (() => {
  let next = 0;
  return (/** @type {number} */ most) => {
    for (let tries = 0; tries < TEXTS.length; tries += 1) {
      const text = TEXTS[(next += 7) % TEXTS.length] ?? "";
      // Names have one line and something to be seen.
      if ([...text].length <= most - TURNED.length && text.length > 2 && /[\p{L}\p{P}]/u.test(text) && !/[\p{Cc}\u2028\u2029*]/u.test(text)) return `${text.trim()}${TURNED}`;
    }
    return TURNED;
  };
})();

const floor = await Floor.opens(["--sessions-per-minute", "10000"]);
after(() => floor.closes());

const shop = { conversation: "", form: "", faq: "" };

before(async () => {
  const { owner } = floor;
  const lin = await floor.hires(short(40), { name: "lin" });
  await owner.calls("PATCH", "/me", { nickname: short(40) });
  const group = await owner.calls("POST", "/groups", { name: short(40), agent_ids: [lin] });
  await owner.calls("POST", "/roles", { name: short(40), permissions: ["chat.serve"] });
  const tags = [];
  for (let i = 0; i < 10; i += 1) tags.push((await owner.calls("POST", "/tags", { name: short(20) })).id);
  await owner.calls("POST", "/phrases/import", { items: Array.from({ length: 40 }, () => ({ scope: "team", folder: short(20), title: short(30), text: `${short(200)}\n${short(200)}` })) });
  await owner.calls("PATCH", "/settings/service", { closing_text: short(200), summary_categories: ["其他", short(20)], forbidden_words: [{ word: short(20), action: "warn" }] });
  const texts = { title: short(50), welcome_text: short(300), offline_text: short(300), off_hours_text: short(300), no_answer: { seconds: 60, text: short(300) } };
  const faq = Array.from({ length: 6 }, (_, i) => ({ question: `${i}${short(50)}`, answer: short(500) }));
  const fields = [{ key: "name", label: short(30), type: "text" }, { key: "topic", label: short(30), type: "select", options: [short(30), short(30)] }];
  await owner.calls("PATCH", `/inboxes/${owner.inbox}`, { name: short(50), settings: { ...texts, faq } });
  await owner.calls("POST", `/inboxes/${owner.inbox}/links`, { name: short(50), group_ids: [group.id] });
  shop.form = (await owner.calls("POST", "/inboxes", { kind: "web", name: short(50), settings: { ...texts, form: { intro: short(300), fields } } })).id;
  await writes(owner, tags);
});

/** @param {import("./owner.mjs").Owner} owner @param {string[]} tags */
async function writes(owner, tags) {
  const image = png(8, 8);
  for (let i = 0; i < 12; i += 1) {
    const claims = { name: short(50), level: short(100), note: TEXTS.slice(i * 3, i * 3 + 3) };
    const { conversation, token } = await owner.hearsFrom(claims, short(500));
    shop.conversation = conversation;
    const page = { title: short(300), url: `https://shop.example/${encodeURI(short(100).replace(/[^\p{L}\p{P}]/gu, ""))}`, referrer: "https://x.example/\"><b>", product: { title: short(200), price: short(40), link: "https://shop.example/'><i>" } };
    await owner.calls("POST", `/conversations/${conversation}/pick`, {}).catch(() => {});
    await floor.asVisitor(token, "POST", "/visitor/messages", { client_id: "page", text: short(300), page });
    await owner.calls("PUT", `/conversations/${conversation}/tags`, { tag_ids: tags.slice(i % 8, i % 8 + 2) });
    await owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: "note", kind: "note", text: short(500) });
    if (i === 11) {
      for (const [at, text] of together(TEXTS, LONGEST_MESSAGE).entries()) await floor.asVisitor(token, "POST", "/visitor/messages", { client_id: `all-${at}`, text });
      const named = await owner.uploads(`${TURNED}<img src=x onerror=alert(1)>.png`, "image/png", new Uint8Array(image));
      const lying = await owner.uploads("photo.png", "image/png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
      await owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: "files", kind: "file", attachment_ids: [named.id, lying.id] });
    }
  }
}

/** A script that runs says so. @param {Page} page */
async function trapped(page) {
  await page.context().addInitScript(() => {
    for (const call of ["alert", "confirm", "prompt", "print", "open"]) Object.assign(window, { [call]: () => console.error(`a script ran: ${call}`) });
  });
  page.on("dialog", (dialog) => {
    floor.browser.faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
}

/** Words that turn the line stand apart from everything beside them. @param {Page} page */
async function isHeld(page) {
  for (const frame of page.frames().filter((one) => one.url().startsWith("http"))) {
    const loose = await frame.evaluate(() => {
      const found = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const [text, around] = [walk.currentNode.nodeValue ?? "", walk.currentNode.parentElement];
        const at = text.indexOf("\u202e");
        if (at < 0 || !around?.checkVisibility() || /^(OPTION|TEXTAREA|TITLE|STYLE|SCRIPT)$/.test(around.tagName)) continue;
        // Held by its own element, and nothing of ours behind it there; or by marks around it.
        const own = /isolate|plaintext/.test(getComputedStyle(around).unicodeBidi) || !/^(inline|contents)$/.test(getComputedStyle(around).display);
        const alone = own && around.childNodes.length === 1;
        const marked = text.lastIndexOf("\u2068", at) >= 0 && text.indexOf("\u2069", at) >= 0;
        const goesOn = !/\u202egnp\.…?["”』」]?\s*$/u.test(text) && text.length < 400;
        if (!own && !marked) found.push(`<${around.localName} class="${around.className}"> ${text.slice(0, 80)}`);
        else if (goesOn && !marked && !alone) found.push(`goes on: <${around.localName} class="${around.className}"> ${text.slice(0, 80)}`);
      }
      return found;
    });
    assert.deepEqual([...new Set(loose)], [], `${page.url()} has words that turn others`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 1, `${page.url()} is ${wide} px wider than its window`);
}

describe("hostile words", { concurrency: false }, () => {
  floor.scene("are words in a conversation, in all that opens over it and in its panel", async () => {
    const page = await trapped(await floor.browser.window("店主", { width: 1440, still: true }));
    await floor.signsIn(page.context(), "店主");
    await at(page, `/conversations/${shop.conversation}`, "[role=log]");
    const panel = page.getByRole("button", { name: /^客户资料$/ }).first();
    if ((await panel.getAttribute("aria-pressed")) !== "true") await panel.click();
    await page.getByRole("complementary").first().waitFor();
    await isHeld(page);
    await scrollsThrough(page);
    for (const keys of ["Control+k", "Alt+q"]) {
      await page.keyboard.press(keys);
      await page.locator("dialog[open], #phrase-list, .pop").first().waitFor();
      await rest(page);
      await isHeld(page);
      await page.keyboard.press("Escape");
    }
    for (const button of [/^(转交|分配)/, /^结束/]) {
      await page.locator("header.head").getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog").waitFor();
      await isHeld(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  floor.scene("are words on every page of the workbench", async () => {
    const page = await trapped(await floor.browser.window("店主", { width: 1440, still: true }));
    await floor.signsIn(page.context(), "店主");
    const pages = ["profile", "phrases", "shop", "service", "tags", "agents", "roles", "groups", "inboxes", `inboxes/${floor.owner.inbox}`, `inboxes/${shop.form}`, "links", "routing", "audit"];
    for (const path of ["/conversations", "/conversations?view=all", "/conversations?view=ended", ...pages.map((one) => `/settings/${one}`), "/team", "/chatlog", "/chatlog?q=script"]) {
      await at(page, path);
      await isHeld(page);
    }
  });

  floor.scene("are words in the chat, on the shop's page and in its form", async () => {
    const page = await trapped(await floor.browser.window("Ann", { width: 1000, still: true }));
    await at(page, `/c/i/${floor.owner.inbox}`, "[role=log]");
    await isHeld(page);
    for (const [i, text] of together(TEXTS, LONGEST_MESSAGE).entries()) {
      if (i % 8 > 0) continue;
      await page.getByRole("textbox", { name: "消息" }).fill(text);
      await page.getByRole("textbox", { name: "消息" }).press("Enter");
    }
    await expect("all are confirmed", async () => (await page.getByText("发送中").count()) === 0);
    await isHeld(page);
    await at(page, `/c/i/${shop.form}`, "form.card");
    await isHeld(page);
    await at(page, `/demo/${floor.owner.inbox}?title=${encodeURIComponent(short(100))}#${encodeURIComponent(short(100))}`, "h1");
    await page.getByRole("button", { name: /打开在线客服/ }).click();
    await page.frameLocator('iframe[title="Yingke"]').getByRole("log").waitFor();
    await rest(page);
    await isHeld(page);
  });

  floor.scene("run nothing when a file is opened by its address", async () => {
    const page = await trapped(await floor.browser.window("店主", { still: true }));
    await floor.signsIn(page.context(), "店主");
    const script = "<script>alert(1)</script>";
    const files = [
      ["a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`],
      ["a.html", `<!doctype html>${script}`],
      ["a.gif", `GIF89a\x01\x00\x01\x00\x00\x00\x00;<!doctype html>${script}`],
      ["a.pdf", `%PDF-1.4\n${script}`],
      ["a.xml", `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`],
    ];
    // Chromium's own frame around a picture is bound by the picture's policy, too.
    floor.browser.refused = /Applying inline style|frame is sandboxed and the 'allow-scripts' permission is not set/;
    for (const [name = "", content = ""] of files) {
      const { url } = await floor.owner.uploads(name, "text/html", content);
      // A download ends the navigation: nothing was opened.
      await page.goto(url).catch((error) => assert.match(error.message, /Download is starting|ERR_ABORTED/));
      const opened = await page.evaluate(() => document.contentType);
      assert.ok(opened.startsWith("image/") || page.url() === "about:blank" || !page.url().includes("/files/"), `${name} was opened as ${opened}`);
    }
  });
});

/** Upwards, so that each message has been drawn. @param {Page} page */
async function scrollsThrough(page) {
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
