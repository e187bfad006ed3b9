// The shop that `yingke seed` made, for pictures: how to get in, the entry and the conversation worth showing, and people
// and things with names as long as some shops give them.
import assert from "node:assert/strict";
import { Owner } from "./owner.mjs";

const OWNER = "青岚茶器";
const LONG = {
  customer: "欧阳司马诸葛令狐慕容宇文轩辕端木百里呼延皇甫公孙先生（广州天河店老客户）",
  latin: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximiliana",
  agent: "金牌售后Alexandrina小姐姐负责瓷器破损补发与换货登记",
  group: "售后破损补发与七天无理由退换货处理组（华南华东联合值班）",
  inbox: "小红书与抖音橱窗商品详情页右下角的在线客服入口（移动端）",
  link: "五月新茶预售活动包裹里的售后服务卡与满减券二维码（第二批印刷）",
  file: "2026年春茶与紫砂壶器型对照表及价格说明（含物流破损补发规则）最终修订版Version-12-confirmed-by-warehouse.pdf",
  words: "请问Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft这款有现货吗？订单编号YK20260521000000000000000000000000000000000001，麻烦尽快回复。",
};

export class DemoShop {
  /** @param {import("./desk.mjs").Desk} desk @param {string} password */
  constructor(desk, password) {
    this.desk = desk;
    this.password = password;
    this.owner = new Owner(desk, "");
    this.inbox = "";
    this.conversation = "";
    /** Entries whose chat begins in its own way. */
    this.entries = { form: "", faq: "", offline: "" };
    /** A conversation of somebody with a long name, about things with long names. */
    this.longTalk = "";
  }

  /** @param {import("./desk.mjs").Desk} desk @param {string} password */
  static async opens(desk, password) {
    const shop = new DemoShop(desk, password);
    const { owner } = shop;
    owner.token = (await owner.calls("POST", "/session", { login: OWNER, password })).token;
    const [me, { items }] = await Promise.all([owner.calls("GET", "/me"), owner.calls("GET", "/conversations?view=all&limit=200")]);
    shop.inbox = me.setup.inbox_id;
    owner.inbox = shop.inbox;
    // The longest talk that somebody still serves shows most.
    const open = items.filter((/** @type {{status: string}} */ one) => one.status === "open");
    const longest = open.sort((/** @type {{seq: number}} */ a, /** @type {{seq: number}} */ b) => b.seq - a.seq)[0];
    assert.ok(longest, "the demo shop has no open conversation");
    shop.conversation = longest.id;
    await shop.#namesThingsAtLength();
    await shop.#opensEntries();
    return shop;
  }

  async #namesThingsAtLength() {
    const { owner } = this;
    const agent = await owner.calls("POST", "/agents", { name: `长名${LONG.agent.slice(0, 20)}`, nickname: LONG.agent, password: this.password });
    await owner.calls("POST", "/tags", { name: "高复购老客户需优先处理并由主管回访", color: "violet" });
    await owner.calls("POST", "/phrases", { scope: "team", folder: LONG.group.slice(0, 20), abbreviation: "fahuo", title: LONG.link, text: LONG.words });
    await owner.calls("POST", "/groups", { name: LONG.group, agent_ids: [agent.id] });
    await owner.calls("POST", "/inboxes", { kind: "web", name: LONG.inbox, settings: {} });
    await owner.calls("POST", `/inboxes/${this.inbox}/links`, { name: LONG.link });
    const latin = await owner.hearsFrom({ name: LONG.latin, email: "maximiliana.featherstonehaugh@international-teaware-wholesale.example" }, "Hello");
    const wide = await owner.hearsFrom({ name: LONG.customer, phone: "13912345678" }, LONG.words);
    const path = `/conversations/${wide.conversation}`;
    const file = await owner.uploads(LONG.file, "application/pdf", "%PDF-1.4\n%%EOF");
    await owner.calls("POST", `${path}/messages`, { client_id: "long-file", kind: "file", attachment_ids: [file.id] });
    await owner.calls("POST", `${path}/messages`, { client_id: "long-note", kind: "note", text: LONG.words });
    await owner.calls("POST", `/conversations/${latin.conversation}/transfer`, { agent_id: agent.id, reason: LONG.words, confirm: true }).catch(() => {});
    this.longTalk = wide.conversation;
  }

  async #opensEntries() {
    const entry = async (/** @type {object} */ settings, people = {}) =>
      (await this.owner.calls("POST", "/inboxes", { kind: "web", name: "网站", settings, ...people })).id;
    const home = await this.owner.calls("POST", "/agents", { name: "夜班", nickname: "夜班小赵", password: this.password });
    this.entries = {
      form: await entry({ form: { intro: LONG.words, fields: [
        { key: "name", label: "您的称呼", type: "text", required: true },
        { key: "phone", label: LONG.link.slice(0, 30), type: "phone", required: false },
        { key: "topic", label: "想咨询什么", type: "select", required: true, options: ["售前", LONG.group] },
      ] } }),
      faq: await entry({ welcome_text: LONG.words, faq: [
        { question: "多久发货？", answer: "下单后 48 小时内。" },
        { question: "紫砂壶第一次使用之前需要怎样开壶，平时又应当怎样养护，有没有需要特别注意的地方？", answer: LONG.words },
      ] }),
      offline: await entry({ offline_email: "required" }, { agent_ids: [home.id] }),
    };
  }

  /** Somebody who just wrote this gets an answer, and that was all. @param {string} words */
  async answersAndEnds(words) {
    const { items } = await this.owner.calls("GET", "/conversations?view=all&limit=50");
    const one = items.find((/** @type {any} */ { last_message }) => last_message?.text === words);
    assert.ok(one, `nobody said ${words}`);
    // Whoever is in the queue or the pool has to be picked before one may answer.
    if (one.status !== "open") await this.owner.calls("POST", `/conversations/${one.id}/pick`, {});
    await this.owner.calls("POST", `/conversations/${one.id}/messages`, { client_id: `answer-${one.id}`, kind: "text", text: "用后热水冲净，自然晾干即可。" });
    await this.owner.calls("POST", `/conversations/${one.id}/end`, { invite_rating: true });
  }

  /** The cookie only; the page is opened afterwards. @param {import("playwright-core").BrowserContext} context */
  async signsIn(context) {
    const answer = await context.request.post("/api/v1/session", {
      data: { login: OWNER, password: this.password },
      headers: { origin: this.desk.url },
    });
    assert.equal(answer.status(), 200, await answer.text());
  }
}
