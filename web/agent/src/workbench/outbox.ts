// What this agent has sent and the server has not acknowledged yet, for this window: kept over a reload, tried again
// whenever the line is open.
import type { Message } from "@yingke/shared";
import { newId } from "@yingke/shared/id";
import { api } from "../api";
import { desk, hear, myId, onOpen } from "../desk";
import { placeMessage } from "../runs";
import { Outbox } from "./sending";

const KEY = "yingke.outbox";
const AGAIN_MS = 3000;
const place = () => `${KEY}.${myId.value}`;

export const outbox = new Outbox({
  post: (conversation, body) => api.sendMessage(conversation, body),
  placed: placeMessage,
  seen: (id) => desk.threads.value[id]?.last ?? desk.conversations.value.byId[id]?.seq ?? 0,
  // While the stream is closed its opening wakes us; while it is open nothing will, so a timer has to.
  later: (act) => desk.link.value === "open" && setTimeout(act, AGAIN_MS),
  keep: (text) => sessionStorage.setItem(place(), text),
  newId,
});

export const pendingOf = (conversation: string) => outbox.of(conversation);
export const wakeOutbox = () => outbox.wake(sessionStorage.getItem(place()));

function acknowledged(message: Message): void {
  if (message.client_id) outbox.discard(message.client_id);
}

hear((event) => event.name === "message_created" && acknowledged(event.data.message));
onOpen(wakeOutbox);
