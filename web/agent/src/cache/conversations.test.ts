import { describe, expect, test } from "vitest";
import type { Conversation, Counts, View } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";
import { apply as applyEvent, keepOnly, keyOf, noConversations, place as placeOne, placePage, type Conversations, type Rule } from "./conversations";
import { at, conversation, message } from "./sample";
import { markOf, recounted } from "./tally";

const written = (seq: number): StreamEvent => ({ name: "message_created", data: { message: message(seq), conversation: conversation("c", { seq, last_at: at(seq) }) } });
const updated = (c: Conversation): StreamEvent => ({ name: "conversation_updated", data: { conversation: c } });
const apply = (state: Conversations, event: StreamEvent) => applyEvent(state, event, "me");
const place = (state: Conversations, c: Conversation) => placeOne(state, c, "me");
const page = (state: Conversations, rule: Rule, items: Conversation[], next: string | null = null, first = true) => placePage(state, rule, { items, next }, first, "me");
const ids = (state: Conversations, view: View) => state.views[keyOf({ view })]?.ids ?? [];
/** A fresh one for every test: an update consumes the state it is given. */
const mine = (...items: Conversation[]) => page(noConversations(), { view: "mine" }, items.length ? items : [conversation("c", { seq: 3, last_at: at(3) })]);

describe("conversations", () => {
  test("the same event twice changes nothing the second time", () => {
    const once = apply(mine(), written(4));
    expect(once.byId.c?.seq).toBe(4);
    expect(apply(once, written(4))).toEqual(once);
  });

  test("an older summary never overwrites a newer one", () => {
    const newer = apply(mine(), written(5));
    expect(apply(newer, written(4)).byId.c?.seq).toBe(5);
  });

  test("a transfer away moves it from mine to colleagues, and losing sight removes it", () => {
    const both = page(mine(), { view: "colleagues" }, []);
    expect([ids(both, "mine"), ids(both, "colleagues")]).toEqual([["c"], []]);
    const away = apply(both, updated(conversation("c", { seq: 4, last_at: at(4), assignee_id: "lin" })));
    expect([ids(away, "mine"), ids(away, "colleagues")]).toEqual([[], ["c"]]);
    const gone = apply(away, { name: "conversation_removed", data: { id: "c" } });
    expect([gone.byId, ids(gone, "colleagues")]).toEqual([{}, []]);
  });

  test("one that is gained appears, the newest on top, and one that is written in goes up", () => {
    const gained = apply(mine(), updated(conversation("d", { seq: 1, last_at: at(9) })));
    expect(ids(gained, "mine")).toEqual(["d", "c"]);
    expect(ids(apply(gained, written(10)), "mine")).toEqual(["c", "d"]);
  });

  test("a list whose order stays is the same list, so that nothing is drawn anew", () => {
    const before = apply(mine(), updated(conversation("d", { seq: 1, last_at: at(9) })));
    const list = ids(before, "mine");
    expect(ids(apply(before, updated(conversation("d", { seq: 2, last_at: at(9), unread: 1 }))), "mine")).toBe(list);
  });

  test("what lies below the loaded page stays out until that page is fetched", () => {
    const first = page(noConversations(), { view: "all" }, [conversation("new", { last_at: at(9) })], "more");
    const both = place(first, conversation("old", { last_at: at(2) }));
    expect(ids(both, "all")).toEqual(["new"]);
    expect(ids(page(both, { view: "all" }, [conversation("old", { last_at: at(2) })], null, false), "all")).toEqual(["new", "old"]);
  });

  test("reading by the serving side clears unread, reading by the contact does not", () => {
    const read = (by: "agent" | "contact") => apply(mine(conversation("c", { seq: 3, unread: 2 })), { name: "conversation_read", data: { id: "c", by, seq: 3, unread: 0 } });
    expect(read("agent").byId.c?.unread).toBe(0);
    expect(read("contact").byId.c?.unread).toBe(2);
  });

  test("an offline message that somebody keeps shows in his view and among the offline messages", () => {
    const kept = place(page(page(noConversations(), { view: "mine" }, []), { view: "pool" }, []), conversation("o", { offline: true }));
    expect([ids(kept, "mine"), ids(kept, "pool")]).toEqual([["o"], ["o"]]);
  });

  test("a mention puts a conversation on top of the mentions, and what is written there keeps it", () => {
    const open = page(noConversations(), { view: "mentioned" }, [conversation("c", { assignee_id: "lin" })]);
    const called = apply(open, { name: "mentioned", data: { message: message(9), conversation: conversation("d", { assignee_id: "lin", last_at: at(9) }) } });
    expect(ids(called, "mentioned")).toEqual(["d", "c"]);
    const later = apply(called, updated(conversation("c", { assignee_id: "lin", seq: 2, last_at: at(10) })));
    expect(ids(later, "mentioned")).toEqual(["c", "d"]);
    expect(ids(apply(later, updated(conversation("e", { last_at: at(11) }))), "mentioned")).toEqual(["c", "d"]);
  });

  test("a narrowed list takes in only what it is about", () => {
    const rule: Rule = { view: "all", inbox: "i2", tag: "vip" };
    const open = page(noConversations(), rule, []);
    const after = [["a", "i2", "vip"], ["b", "i2", "new"], ["d", "i", "vip"]].reduce((state, [id = "", inbox_id = "", tag = ""]) => place(state, conversation(id, { inbox_id, tag_ids: [tag] })), open);
    expect(after.views[keyOf(rule)]?.ids).toEqual(["a"]);
  });
});

describe("a window that is open all day", () => {
  test("does not keep what no list shows and nobody has open", () => {
    let state = mine();
    for (let i = 0; i < 1000; i++) state = place(state, conversation(`x${i}`, { assignee_id: "lin", last_at: at(9) }));
    expect(Object.keys(state.byId)).toEqual(["c"]);
  });

  test("forgets a list that was left, and keeps what is open", () => {
    const both = page(mine(), { view: "all" }, [conversation("a", { assignee_id: "lin" }), conversation("b", { assignee_id: "lin" })]);
    const left = keepOnly(both, [keyOf({ view: "mine" })], ["b"]);
    expect(Object.keys(left.byId).sort()).toEqual(["b", "c"]);
    expect(ids(left, "all")).toEqual([]);
  });

  test("a list begun anew forgets what was scrolled past", () => {
    const far = page(page(noConversations(), { view: "all" }, [conversation("a", { last_at: at(9) })], "more"), { view: "all" }, [conversation("b", { last_at: at(2) })], null, false);
    expect(ids(far, "all")).toEqual(["a", "b"]);
    const anew = page(far, { view: "all" }, [conversation("a", { last_at: at(9) })], "more");
    expect(Object.keys(anew.byId)).toEqual(["a"]);
  });
});

test("old state plus events equals a fresh load, in either order", () => {
  const end = conversation("c", { seq: 6, last_at: at(6), assignee_id: "lin", status: "ended" });
  const events = [written(4), updated(conversation("c", { seq: 5, last_at: at(5), assignee_id: "lin" })), updated(end)];
  const all = (c: Conversation) => page(noConversations(), { view: "all" }, [c]);
  const before = () => all(conversation("c", { seq: 3, last_at: at(3) }));
  expect(events.reduce(apply, before())).toEqual(all(end));
  expect([...events].reverse().reduce(apply, before())).toEqual(all(end));
});

describe("counters", () => {
  const none: Counts = { mine: 0, mine_unread: 0, queued: 0, pooled: 0, colleagues: 0, mentioned: 0 };
  const count = (all: Conversation[]) => all.reduce((counts, c) => recounted(counts, 0, markOf(c, "me")), none);

  test("count a conversation where its view shows it", () => {
    const all = [conversation("a", { unread: 2 }), conversation("b", { status: "queued", assignee_id: null }), conversation("d", { status: "pooled", assignee_id: null }), conversation("e", { assignee_id: "lin" }), conversation("f", { status: "ended" })];
    expect(count(all)).toEqual({ ...none, mine: 1, mine_unread: 1, queued: 1, pooled: 1, colleagues: 1 });
  });

  test("what changes moves between them and ends equal to a recount", () => {
    const before = conversation("a", { status: "queued", assignee_id: null, unread: 1 });
    const picked = conversation("a", { unread: 1 });
    const moved = recounted(count([before]), markOf(before, "me"), markOf(picked, "me"));
    expect(moved).toEqual(count([picked]));
    expect(recounted(moved, markOf(picked, "me"), markOf(conversation("a", { status: "ended" }), "me"))).toEqual(none);
  });
});
