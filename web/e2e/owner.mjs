// An owner who sets the desk up through the API, for tests whose story begins later. The browser does what a test is about.
import assert from "node:assert/strict";

export const PASSWORD = "qinghe-2026-tea";

export class Owner {
  /** @param {import("./desk.mjs").Desk} desk @param {string} token */
  constructor(desk, token) {
    this.desk = desk;
    this.token = token;
    this.inbox = "";
  }

  /** @param {import("./desk.mjs").Desk} desk @param {string} shop */
  static async registers(desk, shop) {
    const owner = new Owner(desk, "");
    const { token } = await owner.calls("POST", "/workspaces", { name: shop, phone: "13800138000", password: PASSWORD });
    owner.token = token;
    owner.inbox = (await owner.calls("GET", "/me")).setup.inbox_id;
    return owner;
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async calls(method, path, body) {
    const answer = await fetch(`${this.desk.url}/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json", ...(this.token && { authorization: `Bearer ${this.token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /**
   * Somebody writes for the first time. @param {object} claims @param {string} text
   * @returns {Promise<{conversation: string, token: string}>}
   */
  async hearsFrom(claims, text, inbox = this.inbox) {
    const visitor = new Owner(this.desk, "");
    visitor.token = (await visitor.calls("POST", "/visitor/sessions", { inbox_id: inbox, identity: { claims } })).token;
    await visitor.calls("POST", "/visitor/messages", { client_id: "first", text });
    return { conversation: (await visitor.calls("GET", "/visitor/conversation")).id, token: visitor.token };
  }

  /** @param {string} name @param {string} type @param {string | Uint8Array<ArrayBuffer>} content */
  async uploads(name, type, content) {
    const form = new FormData();
    form.set("file", new File([content], name, { type }));
    const answer = await fetch(`${this.desk.url}/api/v1/files`, { method: "POST", headers: { authorization: `Bearer ${this.token}` }, body: form });
    assert.ok(answer.ok, `uploading ${name}: ${answer.status}`);
    return answer.json();
  }

  /** @param {string[]} domains */
  async allows(domains) {
    const { settings } = await this.calls("GET", `/inboxes/${this.inbox}`);
    await this.calls("PATCH", `/inboxes/${this.inbox}`, { settings: { ...settings, allowed_domains: domains } });
  }
}
