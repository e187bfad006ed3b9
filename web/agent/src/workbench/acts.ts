// What the agent may do with a conversation now, by its state and his rights. The server decides in the end; this only
// keeps buttons away that could not work.
import type { Conversation } from "@yingke/shared";
import { api } from "../api";
import { can, canBeyondOwn, myId, placeConversation } from "../desk";
import { attempt } from "../parts/toast";

export function actsOn(c: Conversation) {
  const mine = c.assignee_id === myId.value;
  const live = c.status === "open" || c.status === "snoozed";
  const waiting = c.status === "queued" || c.status === "pooled";
  const supervises = can("chat.assign");
  const serves = can("chat.serve");
  const left = c.offline && c.status === "open" && !mine;
  return {
    /** Waiting ones are taken first, so that it is clear who answers. */
    write: serves && !waiting && (mine || can("chat.take_over")),
    note: serves,
    transfer: live && can("chat.transfer") && (mine || canBeyondOwn("chat.transfer")),
    end: c.status !== "ended" && can("chat.end") && (mine || supervises),
    snooze: c.status === "open" && mine,
    assign: c.status !== "ended" && supervises,
    pick: (c.status === "pooled" && can("pool.pick")) || ((c.status === "queued" || left) && can("queue.pick")),
    export: can("chat.export") && (mine || canBeyondOwn("chat.export")),
    takeOver: live && !mine && !left && supervises && serves,
    doTakeOver: () => attempt(async () => placeConversation(await api.assign(c.id, { agent_id: myId.value }))),
    doPick: () => attempt(async () => placeConversation(await api.pick(c.id))),
  };
}
