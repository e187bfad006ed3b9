// The chat in a shop that is another site and has a strict policy of its own (WEB-2, WEB-5).
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { Owner } from "./owner.mjs";
import { Visitor } from "./visitor.mjs";

/** @type {Desk} */ let desk;
/** @type {Browser} */ let browser;
/** @type {Owner} */ let owner;
/** @type {import("node:http").Server} */ let shop;
let shopUrl = "";

before(async () => {
  desk = await Desk.start();
  owner = await Owner.registers(desk, "青禾茶铺");
  browser = await Browser.opens(desk);
  // 127.0.0.1 and localhost are different sites to a browser, as two domains would be.
  shop = createServer((_, answer) => {
    answer.setHeader("content-security-policy", `default-src 'none'; script-src ${desk.url}; frame-src ${desk.url}`);
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><title>青禾茶铺</title>
      <h1>春茶上新</h1><script src="${desk.url}/widget.js" data-inbox="${owner.inbox}" async></script>`);
  }).listen(0, "127.0.0.1");
  await once(shop, "listening");
  const address = shop.address();
  assert.ok(address && typeof address === "object");
  shopUrl = `http://127.0.0.1:${address.port}`;
  browser.hosts.add(`127.0.0.1:${address.port}`);
});

after(async () => {
  await browser?.closes();
  shop?.close();
  await desk?.closes();
});

test("a shop with a strict policy carries the chat, and a visit is remembered in the shop's own storage", async () => {
  const ann = new Visitor("Ann", await browser.window("Ann"), owner.inbox);
  ann.shop = `${shopUrl}/`;
  await ann.opensTheShop();
  await ann.says("春茶什么时候发货？");
  await ann.comesBack();
  await ann.sees("春茶什么时候发货？");
  assert.deepEqual(await ann.thread(), ["春茶什么时候发货？"]);
  assert.deepEqual(browser.faults, []);
});

test("a site that the shop did not name gets no chat", async () => {
  await owner.allows(["shop.example"]);
  const stranger = await browser.window("stranger");
  const refused = stranger.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await stranger.goto(`${shopUrl}/`);
  await refused;
  assert.equal(await stranger.getByRole("button", { name: /打开在线客服/ }).count(), 0);
});
