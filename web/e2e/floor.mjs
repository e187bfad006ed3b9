// A shop in full swing for a test: the desk runs, colleagues sit at their workbenches, visitors come to its chat. Who sits
// where is arranged through the API; what a test is about happens in the browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent } from "./agent.mjs";
import { Browser } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { Line } from "./line.mjs";
import { Owner, PASSWORD } from "./owner.mjs";
import { Visitor } from "./visitor.mjs";

export const SHOP = "青禾茶铺";

export class Floor {
  /** @param {Desk} desk @param {Owner} owner @param {Browser} browser */
  constructor(desk, owner, browser) {
    this.desk = desk;
    this.owner = owner;
    this.browser = browser;
    /** Accounts by nickname. @type {Map<string, {id: string, login: string}>} */
    this.accounts = new Map([["店主", { id: "", login: SHOP }]]);
  }

  static async opens(/** @type {string[]} */ options = []) {
    const desk = await Desk.start("sqlite", options);
    try {
      const owner = await Owner.registers(desk, SHOP);
      const floor = new Floor(desk, owner, await Browser.opens(desk));
      // She looks on; what comes goes to whom a test has hired.
      const { agent } = await owner.calls("GET", "/me");
      await owner.calls("PATCH", `/agents/${agent.id}`, { takes_routing: false });
      return floor;
    } catch (error) {
      await desk.closes();
      throw error;
    }
  }

  /** @param {string} nickname @param {{name?: string, roles?: string[], permissions?: string[], capacity?: number}} [how] */
  async hires(nickname, { name = `a${this.accounts.size}`, ...rest } = {}) {
    const { id } = await this.owner.calls("POST", "/agents", { name, nickname, password: PASSWORD, capacity: 50, ...rest });
    this.accounts.set(nickname, { id, login: `${SHOP}:${name}` });
    return id;
  }

  /** At the workbench, signed in and online. @param {string} nickname @param {import("./browser.mjs").Look & {notified?: boolean, line?: boolean}} [look] */
  async seats(nickname, look = {}) {
    const page = await this.browser.window(nickname, look);
    if (look.notified) await this.#recordsNotices(page);
    await this.signsIn(page.context(), nickname);
    const agent = new Agent(nickname, page);
    if (look.line) agent.line = await Line.to(page);
    await page.goto("/conversations");
    await agent.isAtTheDesk();
    return agent;
  }

  /** The cookie only. @param {import("playwright-core").BrowserContext} context @param {string} nickname */
  async signsIn(context, nickname) {
    const account = this.accounts.get(nickname);
    assert.ok(account, `${nickname} does not work here`);
    const data = { login: account.login, password: PASSWORD };
    const answer = await context.request.post("/api/v1/session", { data, headers: { origin: this.desk.url } });
    assert.equal(answer.status(), 200, await answer.text());
  }

  /** Somebody opens the chat as a page of its own and has said something. @param {string} name @param {string} text */
  async welcomes(name, text, look = {}) {
    const visitor = await this.lets(name, look);
    await visitor.says(text);
    return visitor;
  }

  /** Somebody opens the chat and has not said anything. @param {string} name @param {import("./browser.mjs").Look} [look] */
  async lets(name, look = {}, inbox = this.owner.inbox) {
    const visitor = Visitor.inPage(name, await this.browser.window(name, { width: 900, ...look }), inbox);
    await visitor.opensTheChat();
    return visitor;
  }

  /** The system's notifications leave the browser; a recorder stands in for the system. @param {import("playwright-core").Page} page */
  async #recordsNotices(page) {
    await page.context().grantPermissions(["notifications"], { origin: this.desk.url });
    await page.addInitScript(() => {
      /** @type {any[]} */
      const notices = [];
      class Notice {
        static permission = "granted";
        static requestPermission = async () => "granted";
        /** @param {string} title @param {{body?: string}} [options] */
        constructor(title, options) {
          this.title = title;
          this.body = options?.body ?? "";
          this.onclick = null;
          notices.push(this);
        }
        close() {}
      }
      Object.assign(window, { notices, Notification: Notice });
    });
  }

  /** Somebody opens the demo shop, and its chat unless it stays closed. @param {string} name @param {{closed?: boolean}} [how] */
  async comesToTheShop(name, { closed = false } = {}) {
    const visitor = new Visitor(name, await this.browser.window(name, { width: 1100 }), this.owner.inbox);
    if (!closed) await visitor.opensTheShop();
    else await visitor.page.goto(visitor.shop);
    return visitor;
  }

  /** Somebody with a visitor's token and no browser. @param {string} token @param {string} method @param {string} path @param {object} body */
  asVisitor(token, method, path, body) {
    return new Owner(this.desk, token).calls(method, path, body);
  }

  /** One test; when it fails, what the pages and the desk had to say is told. @param {string} name @param {() => Promise<void>} scene */
  scene(name, scene) {
    return test(name, async (t) => {
      try {
        await scene();
        assert.deepEqual(this.browser.faults, []);
      } catch (error) {
        await this.browser.photographs(name);
        t.diagnostic(`faults: ${JSON.stringify(this.browser.faults, null, 2)}`);
        t.diagnostic(`the desk's log:\n${this.desk.log.slice(-2000)}`);
        throw error;
      } finally {
        this.browser.faults.length = 0;
        this.browser.refused = null;
        await this.browser.closesWindows();
        await this.clearsUp();
      }
    });
  }

  /** Nothing waits from one scene to the next. */
  async clearsUp() {
    const { items } = await this.owner.calls("GET", "/conversations?view=all&limit=100");
    const open = items.filter((/** @type {{status: string}} */ { status }) => status !== "ended");
    const end = { summary: { category: "其他" }, closing: false, invite_rating: false };
    for (const { id } of open) await this.owner.calls("POST", `/conversations/${id}/end`, end);
  }

  async closes() {
    await this.browser.closes();
    await this.desk.closes();
  }
}
