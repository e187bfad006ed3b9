import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../stream/events";
import { apply as applyConversation, noConversations, place, placePage, shown } from "./conversations";
import { apply as applyMe, can, canBeyondOwn } from "./me";
import { apply as applyMessage, placeNewest, placeOlder, type Threads } from "./messages";
import { at, conversation, message } from "./sample";
import { apply as applyTeam, place as placeTeam } from "./team";

const written = (seq: number, more = {}): StreamEvent => ({ name: "message_created", data: { message: message(seq, more), conversation: conversation("c", { seq, last_at: at(seq) }) } });

describe("conversations", () => {
  const loaded = placePage(noConversations, "mine", { items: [conversation("c", { seq: 3, last_at: at(3) })], next: null });

  test("the same event twice changes nothing the second time", () => {
    const once = applyConversation(loaded, written(4));
    expect(once.byId.c?.seq).toBe(4);
    expect(applyConversation(once, written(4))).toEqual(once);
  });

  test("an older summary never overwrites a newer one", () => {
    const newer = applyConversation(loaded, written(5));
    expect(applyConversation(newer, written(4)).byId.c?.seq).toBe(5);
  });

  test("a transfer away moves it from mine to colleagues, and losing sight removes it", () => {
    const away = applyConversation(loaded, { name: "conversation_updated", data: { conversation: conversation("c", { seq: 4, last_at: at(4), assignee_id: "lin" }) } });
    expect(shown(loaded, "mine", "me")).toHaveLength(1);
    expect(shown(away, "mine", "me")).toHaveLength(0);
    expect(shown(away, "colleagues", "me")).toHaveLength(1);
    expect(applyConversation(away, { name: "conversation_removed", data: { id: "c" } }).byId).toEqual({});
  });

  test("one that is gained appears, the newest on top", () => {
    const gained = applyConversation(loaded, { name: "conversation_updated", data: { conversation: conversation("d", { seq: 1, last_at: at(9) }) } });
    expect(shown(gained, "mine", "me").map((c) => c.id)).toEqual(["d", "c"]);
  });

  test("what lies below the loaded page stays out until that page is fetched", () => {
    const first = placePage(noConversations, "all", { items: [conversation("new", { last_at: at(9) })], next: "more" });
    const both = place(first, conversation("old", { last_at: at(2) }));
    expect(shown(both, "all", "me").map((c) => c.id)).toEqual(["new"]);
    expect(shown(placePage(both, "all", { items: [conversation("old", { last_at: at(2) })], next: null }), "all", "me")).toHaveLength(2);
  });

  test("reading by the serving side clears unread, reading by the contact does not", () => {
    const unread = place(loaded, conversation("c", { seq: 3, last_at: at(3), unread: 2 }));
    const read = (by: "agent" | "contact") => applyConversation(unread, { name: "conversation_read", data: { id: "c", by, seq: 3, unread: 0 } });
    expect(read("agent").byId.c?.unread).toBe(0);
    expect(read("contact").byId.c?.unread).toBe(2);
  });

  test("an offline message that somebody keeps shows in his view and among the offline messages", () => {
    const kept = place(noConversations, conversation("o", { offline: true }));
    expect([shown(kept, "mine", "me").length, shown(kept, "pool", "me").length]).toEqual([1, 1]);
  });
});

describe("messages", () => {
  const loaded = placeNewest({}, "c", { items: [message(5), message(6)], next: "older" });
  const seqs = (threads: Threads) => threads.c?.items.map((m) => m.seq);

  test("arrive in any order and any number of times, and stand once in order", () => {
    const events = [written(8), written(7), written(8), written(7)];
    const state = events.reduce(applyMessage, loaded);
    expect(seqs(state)).toEqual([5, 6, 7, 8]);
  });

  test("a missing number is noticed", () => {
    expect(applyMessage(loaded, written(8)).c?.gap).toBe(true);
    expect(applyMessage(loaded, written(7)).c?.gap).toBe(false);
  });

  test("the sender's client_id survives the copy that everybody gets", () => {
    const mine = applyMessage(loaded, written(7, { client_id: "x" }));
    expect(applyMessage(mine, written(7)).c?.items.at(-1)?.client_id).toBe("x");
  });

  test("a changed old message above the loaded part waits for that part", () => {
    expect(seqs(applyMessage(loaded, { ...written(2), name: "message_updated" } as StreamEvent))).toEqual([5, 6]);
  });

  test("older pages go in front, and a conversation that was never opened is not collected", () => {
    expect(seqs(placeOlder(loaded, "c", { items: [message(3), message(4)], next: null }))).toEqual([3, 4, 5, 6]);
    expect(applyMessage({}, written(7))).toEqual({});
  });
});

describe("old state plus events equals a fresh load", () => {
  test("for a conversation that is written in, handed over and ended", () => {
    const events: StreamEvent[] = [
      written(4),
      { name: "conversation_updated", data: { conversation: conversation("c", { seq: 5, last_at: at(5), assignee_id: "lin" }) } },
      { name: "conversation_updated", data: { conversation: conversation("c", { seq: 6, last_at: at(6), assignee_id: "lin", status: "ended" }) } },
    ];
    const before = placePage(noConversations, "all", { items: [conversation("c", { seq: 3, last_at: at(3) })], next: null });
    const fresh = placePage(noConversations, "all", { items: [conversation("c", { seq: 6, last_at: at(6), assignee_id: "lin", status: "ended" })], next: null });
    expect(events.reduce(applyConversation, before)).toEqual(fresh);
    expect([...events].reverse().reduce(applyConversation, before)).toEqual(fresh);
  });
});

describe("team and me", () => {
  const lin = { id: "lin", name: "lin", nickname: "小李", owner: false, available: true, busy: false, presence: "online" as const, capacity: 10 };

  test("what everybody hears about a colleague keeps what only some may see", () => {
    const { presence: _p, capacity: _c, ...publicPart } = lin;
    const team = applyTeam(placeTeam([lin]), { name: "agent_updated", data: { agent: { ...publicPart, nickname: "李姐" } } });
    expect(team.lin).toEqual({ ...lin, nickname: "李姐" });
  });

  test("a suspended colleague can take no transfer", () => {
    const team = applyTeam(placeTeam([lin]), { name: "presence_changed", data: { agent_id: "lin", presence: "suspended", open_chats: 3 } });
    expect([team.lin?.available, team.lin?.open_chats]).toEqual([false, 3]);
    expect(applyTeam(team, { name: "agent_removed", data: { id: "lin" } })).toEqual({});
  });

  test("rights count in any reach; beyond one's own only with group or all", () => {
    const me = { owner: false, permissions: ["chat.view:own", "chat.end"] } as never;
    expect([can(me, "chat.view"), can(me, "chat"), can(me, "chat.end"), canBeyondOwn(me, "chat.view")]).toEqual([true, false, true, false]);
    expect(applyMe(null, { name: "me_updated", data: {} })).toBeNull();
  });
});
