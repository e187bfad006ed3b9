// Taking a message back, for two minutes. The desk erases its words; this window keeps them a while for whoever wants to
// write them anew.
import type { Message } from "@yingke/shared";
import { api } from "../../api";
import { can, myId } from "../../desk";
import { attempt } from "../../parts/toast";
import { placeMessage } from "../../runs";

const WINDOW_MS = 2 * 60_000;
const KEPT = 30;
const words = new Map<string, string>();

export function recallable(m: Message, now: Date): boolean {
  const mine = m.sender.type === "agent" && m.sender.id === myId.value && !m.automatic;
  return mine && m.kind !== "event" && m.state === "sent" && can("chat.recall") && now.getTime() - Date.parse(m.created_at) < WINDOW_MS;
}

export const wordsOf = (message: string) => words.get(message) ?? "";

export function recall(m: Message): Promise<boolean> {
  return attempt(async () => {
    const text = m.text;
    placeMessage(await api.recall(m.conversation_id, m.id));
    words.set(m.id, text);
    const oldest = words.size > KEPT ? words.keys().next().value : undefined;
    if (oldest) words.delete(oldest);
  });
}
