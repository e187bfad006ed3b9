// Who else is at a conversation now: who writes in it, and which colleagues look at it. Told without numbers and kept
// nowhere, so each sign runs out by itself when its end gets lost.
import { onBeforeUnmount, onMounted, reactive } from "vue";
import { desk, hear, myId, onOpen, say } from "../../desk";

export interface Typist {
  name: string;
  contact: boolean;
  text: string;
}

const TYPING_MS = 6_000;
const LOOKING_MS = 60_000;
const AGAIN_MS = 25_000;
const ANSWER_MS = 1_500;

const typists = reactive<Record<string, Record<string, Typist>>>({});
const lookers = reactive<Record<string, Record<string, string>>>({});
const ends = new Map<string, ReturnType<typeof setTimeout>>();

export const typistsOf = (conversation: string): Typist[] => Object.values(typists[conversation] ?? {});
/** Ids and names of the colleagues who have it open. */
export const lookersOf = (conversation: string) => Object.entries(lookers[conversation] ?? {}).map(([id, name]) => ({ id, name }));

function forget(all: Record<string, Record<string, unknown>>, conversation: string, who: string): void {
  const there = all[conversation];
  if (!there) return;
  delete there[who];
  if (Object.keys(there).length === 0) delete all[conversation];
}
function until(key: string, wait: number, act: () => void): void {
  clearTimeout(ends.get(key));
  ends.set(key, setTimeout(() => {
    ends.delete(key);
    act();
  }, wait));
}

hear((event) => {
  if (event.name === "typing") {
    const { conversation_id: id, sender, typing, text } = event.data;
    const who = sender.id ?? sender.type;
    if (who === myId.value) return;
    if (!typing) return forget(typists, id, who);
    const member = sender.id ? desk.team.value[sender.id] : undefined;
    (typists[id] ??= {})[who] = { name: member?.nickname || sender.name, contact: sender.type === "contact", text: text ?? "" };
    until(`t/${id}/${who}`, TYPING_MS, () => forget(typists, id, who));
  }
  if (event.name === "message_created") {
    const { message } = event.data;
    forget(typists, message.conversation_id, message.sender.id ?? message.sender.type);
  }
  if (event.name === "viewing") looks(event.data);
});

function looks({ conversation_id: id, agent, viewing }: { conversation_id: string; agent: { id: string; name: string }; viewing: boolean }): void {
  if (agent.id === myId.value) return;
  if (!viewing) return forget(lookers, id, agent.id);
  const known = lookers[id]?.[agent.id] !== undefined;
  (lookers[id] ??= {})[agent.id] = desk.team.value[agent.id]?.nickname || agent.name;
  until(`v/${id}/${agent.id}`, LOOKING_MS, () => forget(lookers, id, agent.id));
  // Whoever comes later has not heard me; a moment's wait keeps ten colleagues from answering at once.
  if (!known && looking === id) setTimeout(tell, Math.random() * ANSWER_MS);
}

// ---- where I look --------------------------------------------------------------------------------------------------

let looking: string | null = null;

function tell(): void {
  say({ type: "viewing", conversation_id: document.hidden ? null : looking });
}

/** Tells the others that this conversation is on my screen for as long as the component stands. */
export function useLooking(conversation: string): void {
  let again: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    looking = conversation;
    tell();
    again = setInterval(() => looking === conversation && !document.hidden && tell(), AGAIN_MS);
    document.addEventListener("visibilitychange", tell);
  });
  onBeforeUnmount(() => {
    clearInterval(again);
    document.removeEventListener("visibilitychange", tell);
    if (looking !== conversation) return;
    looking = null;
    tell();
  });
}
onOpen(() => looking && tell());
