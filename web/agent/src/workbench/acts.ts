// What the agent may do with a conversation now, by its state and his rights. The server decides in the end; this only
// keeps buttons away that could not work.
import type { Conversation } from "@yingke/shared";
import { api } from "../api";
import { can, canBeyondOwn, myId, placeConversation } from "../desk";
import { attempt } from "../parts/toast";

export function actsOn(c: Conversation) {
  const mine = c.assignee_id === myId.value;
  const live = c.status === "open" || c.status === "snoozed";
  const takeOver = live && !mine && can("chat.take_over");
  const supervises = canBeyondOwn("chat.assign") || can("chat.assign");
  return {
    write: live && mine && can("chat.serve"),
    transfer: live && can("chat.transfer") && (mine || canBeyondOwn("chat.transfer")),
    end: c.status !== "ended" && can("chat.end") && (mine || supervises),
    snooze: c.status === "open" && mine,
    assign: c.status !== "ended" && supervises,
    pick: (c.status === "queued" && can("queue.pick")) || (c.status === "pooled" && can("pool.pick")) || takeOver,
    takeOver,
    doPick: () => attempt(async () => placeConversation(await api.pick(c.id))),
    doEnd: () => attempt(async () => placeConversation(await api.end(c.id))),
  };
}
