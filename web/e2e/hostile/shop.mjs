// A shop in which everything that has a name or a text has a hostile one, and a customer with a past.
import { Floor, SHOP } from "../floor.mjs";
import { together } from "../corpora.mjs";
import { PASSWORD } from "../owner.mjs";
import { png } from "../picture.mjs";
import { LONGEST_MESSAGE, long, short, TEXTS, TURNED } from "./words.mjs";

/** Letters and figures are all that a shop's name may have: of three directions then, and as many as it may. */
const NAME = "محل_שלום_茶铺_alert1_";

export class HostileShop {
  /** @param {Floor} floor */
  constructor(floor) {
    this.floor = floor;
    // Every scene looks at the same shop.
    floor.clearsUp = async () => {};
    this.name = NAME;
    /** A talk with everything in it; one that is to be handed over; one that has ended, with all that is left behind. */
    this.conversation = "";
    this.handed = "";
    this.ended = "";
    /** The visitor of the one that has ended. */
    this.token = "";
    /** Entries: with a form before the chat, without a title of its own, and a link. */
    this.form = "";
    this.plain = "";
    this.link = "";
    this.words = { category: short(20), held: `禁词${TURNED}`, reason: short(200), note: short(200), comment: short(200), name: short(50), topic: short(30) };
  }

  static async opens() {
    const shop = new HostileShop(await Floor.opens(["--sessions-per-minute", "10000"]));
    await shop.#isNamed();
    const tags = await shop.#isFurnished();
    await shop.#isWrittenTo(tags);
    const { conversation } = await shop.floor.owner.hearsFrom({ name: short(50) }, short(200));
    await shop.floor.owner.calls("POST", `/conversations/${conversation}/pick`, {});
    shop.handed = conversation;
    await shop.#ends();
    return shop;
  }

  async #isNamed() {
    const { owner, accounts } = this.floor;
    await owner.calls("PATCH", "/settings/shop", { name: this.name });
    for (const account of accounts.values()) account.login = account.login.replace(SHOP, this.name);
  }

  async #isFurnished() {
    const { floor } = this;
    const { owner } = floor;
    const lin = (await owner.calls("POST", "/agents", { name: "lin", nickname: short(40), password: PASSWORD, capacity: 50 })).id;
    floor.accounts.set("lin", { id: lin, login: `${this.name}:lin` });
    await owner.calls("PATCH", "/me", { nickname: short(40) });
    const group = await owner.calls("POST", "/groups", { name: short(40), agent_ids: [lin] });
    await owner.calls("POST", "/groups", { name: long(40), agent_ids: [lin] });
    await owner.calls("POST", "/roles", { name: short(40), permissions: ["chat.serve"] });
    const tags = [];
    for (let i = 0; i < 10; i += 1) tags.push((await owner.calls("POST", "/tags", { name: i % 3 ? short(20) : `${i}${long(19)}` })).id);
    const items = Array.from({ length: 40 }, (_, i) => ({ scope: "team", folder: short(20), title: i % 3 ? short(30) : `${FORMULAS[i % FORMULAS.length]}${short(28)}`, text: `${FORMULAS[i % FORMULAS.length]}${i}\n${short(200)}` }));
    await owner.calls("POST", "/phrases/import", { items });
    const { category, held } = this.words;
    await owner.calls("PATCH", "/settings/service", { closing_text: short(200), summary: "optional", summary_categories: ["其他", category], forbidden_words: [{ word: held, action: "warn" }, { word: `绝对${TURNED}`, action: "block" }] });
    const texts = { title: short(50), welcome_text: short(300), offline_text: short(300), off_hours_text: short(300), no_answer: { seconds: 60, text: short(300) } };
    const faq = Array.from({ length: 6 }, (_, i) => ({ question: `${i}${i ? short(50) : long(50)}`, answer: short(500) }));
    const fields = [{ key: "name", label: short(30), type: "text" }, { key: "topic", label: long(30), type: "select", options: [this.words.topic, long(30)] }];
    await owner.calls("PATCH", `/inboxes/${owner.inbox}`, { name: short(50), settings: { ...texts, faq } });
    this.link = (await owner.calls("POST", `/inboxes/${owner.inbox}/links`, { name: short(50), group_ids: [group.id] })).url;
    await owner.calls("POST", `/inboxes/${owner.inbox}/links`, { name: long(50), agent_ids: [lin] });
    this.form = (await owner.calls("POST", "/inboxes", { kind: "web", name: long(50), settings: { ...texts, form: { intro: short(300), fields } } })).id;
    this.plain = (await owner.calls("POST", "/inboxes", { kind: "web", name: short(50) })).id;
    return tags;
  }

  /** @param {string[]} tags */
  async #isWrittenTo(tags) {
    const { owner } = this.floor;
    for (let i = 0; i < 12; i += 1) {
      const claims = { name: i % 4 ? short(50) : long(50), level: short(100), note: TEXTS.slice(i * 3, i * 3 + 3) };
      const { conversation, token } = await owner.hearsFrom(claims, i % 2 ? short(500) : long(500));
      this.conversation = conversation;
      const page = { title: short(300), url: `https://shop.example/${encodeURI(short(100).replace(/[^\p{L}\p{P}]/gu, ""))}`, referrer: "https://x.example/\"><b>", product: { title: short(200), price: short(40), link: "https://shop.example/'><i>" } };
      await owner.calls("POST", `/conversations/${conversation}/pick`, {}).catch(() => {});
      const { id } = await this.floor.asVisitor(token, "POST", "/visitor/messages", { client_id: "page", text: short(300), page });
      await owner.calls("PUT", `/conversations/${conversation}/tags`, { tag_ids: tags.slice(i % 8, i % 8 + 2) });
      await owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: "note", kind: "note", text: short(500) });
      await owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: "quote", text: short(100), reply_to: id });
      if (i === 11) await this.#saysEverything(conversation, token);
    }
  }

  /** @param {string} conversation @param {string} token */
  async #saysEverything(conversation, token) {
    const { floor } = this;
    for (const [at, text] of together(TEXTS, LONGEST_MESSAGE).entries()) await floor.asVisitor(token, "POST", "/visitor/messages", { client_id: `all-${at}`, text });
    const named = await floor.owner.uploads(`${TURNED}<img src=x onerror=alert(1)>.png`, "image/png", new Uint8Array(png(8, 8)));
    const lying = await floor.owner.uploads("photo.png", "image/png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    await floor.owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: "files", kind: "file", attachment_ids: [named.id, lying.id] });
  }

  /** With the form filled in, quotes on both sides, a summary and a rating. */
  async #ends() {
    const { floor, words } = this;
    this.token = (await floor.owner.calls("POST", "/visitor/sessions", { inbox_id: this.form })).token;
    await floor.asVisitor(this.token, "POST", "/visitor/form", { answers: { name: words.name, topic: words.topic } });
    const { id, conversation_id } = await floor.asVisitor(this.token, "POST", "/visitor/messages", { client_id: "1", text: short(300) });
    this.ended = conversation_id;
    await floor.owner.calls("POST", `/conversations/${this.ended}/pick`, {}).catch(() => {});
    const answer = await floor.owner.calls("POST", `/conversations/${this.ended}/messages`, { client_id: "a", text: short(300), reply_to: id });
    await floor.asVisitor(this.token, "POST", "/visitor/messages", { client_id: "2", text: short(300), reply_to: answer.id });
    await floor.owner.calls("POST", `/conversations/${this.ended}/end`, { summary: { category: words.category, solved: false, note: words.note }, closing: true, invite_rating: true });
    await floor.asVisitor(this.token, "POST", "/visitor/rating", { score: 1, comment: words.comment });
  }

  closes() {
    return this.floor.closes();
  }
}

/** What spreadsheets take for the beginning of a formula. */
export const FORMULAS = ["=", "+", "-", "@", "＝", "'="];
