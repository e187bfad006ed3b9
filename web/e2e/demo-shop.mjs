// The shop that `yingke seed` made, for pictures: how to get in, and the entry and the conversation worth showing.
import assert from "node:assert/strict";

const OWNER = "青岚茶器";

export class DemoShop {
  /** @param {import("./desk.mjs").Desk} desk @param {string} password */
  constructor(desk, password) {
    this.desk = desk;
    this.password = password;
    this.inbox = "";
    this.conversation = "";
  }

  /** @param {import("./desk.mjs").Desk} desk @param {string} password */
  static async opens(desk, password) {
    const shop = new DemoShop(desk, password);
    const session = await fetch(`${desk.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: OWNER, password }),
    });
    assert.equal(session.status, 200, await session.clone().text());
    const { token } = await session.json();
    /** @param {string} path */
    const get = async (path) => (await fetch(`${desk.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
    const [me, { items }] = await Promise.all([get("/me"), get("/conversations?view=all&limit=200")]);
    shop.inbox = me.setup.inbox_id;
    // The longest talk that somebody still serves shows most.
    const open = items.filter((/** @type {{status: string}} */ one) => one.status === "open");
    const longest = open.sort((/** @type {{seq: number}} */ a, /** @type {{seq: number}} */ b) => b.seq - a.seq)[0];
    assert.ok(longest, "the demo shop has no open conversation");
    shop.conversation = longest.id;
    return shop;
  }

  /** The cookie only; the page is opened afterwards. @param {import("playwright-core").Page} page */
  async signsIn(page) {
    if ((await page.context().cookies()).length > 0) return;
    const answer = await page.context().request.post("/api/v1/session", {
      data: { login: OWNER, password: this.password },
      headers: { origin: this.desk.url },
    });
    assert.equal(answer.status(), 200, await answer.text());
  }
}
