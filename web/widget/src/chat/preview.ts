// The chat as the settings page shows it while it is being set up: drawn from what that page says, without a visit. It
// listens to the page around it only, and only when that is a page of our own.
import type { Conversation, Inbox, Message } from "./types";
import type { Visit } from "./visit";
import type { View } from "./view";

type Scene = "start" | "form" | "talk" | "offline" | "rating";

interface Shown {
  type: "yingke:preview";
  inbox: Inbox;
  scene: Scene;
  theme?: string;
}

type Heard = Pick<MessageEvent<Shown | null>, "origin" | "source" | "data">;

export function shownBy(event: Heard, origin: string, around: unknown): Shown | null {
  if (event.origin !== origin || event.source !== around) return null;
  return event.data?.type === "yingke:preview" && event.data.inbox ? event.data : null;
}

export function watchPreview(visit: Visit, theme: (chosen: string) => void): void {
  addEventListener("message", (event: MessageEvent<Shown | null>) => {
    const shown = shownBy(event, location.origin, parent);
    if (!shown) return;
    theme(shown.theme ?? "");
    visit.pose(posed(shown, document.documentElement.lang !== "en", Date.now()));
  });
  parent.postMessage({ type: "yingke:preview-ready" }, location.origin);
}

/** A visit as it might look in the scene. */
export function posed({ inbox, scene }: Shown, chinese: boolean, now: number): Partial<View> {
  const name = chinese ? "小林" : "Lin";
  const created_at = new Date(now).toISOString();
  const said = (seq: number, type: "contact" | "agent", text: string): Message => ({
    id: type, conversation_id: "", seq, kind: "text", sender: { type, id: null, name }, text, attachments: [], state: "sent",
    client_id: null, created_at,
  });
  const messages = [said(1, "contact", chinese ? "今天能发货吗？" : "Can you send it today?"), said(2, "agent", chinese ? "可以的。" : "Yes, we can.")];
  const conversation = (status: Conversation["status"]): Conversation => ({
    id: "", status, position: null, agent: { nickname: name }, unread: 0, rating: { invited: scene === "rating", score: null },
  });
  const scenes: Record<Scene, Partial<View>> = {
    start: { formDone: true },
    form: {},
    talk: { messages, conversation: conversation("open") },
    offline: { messages: messages.slice(0, 1), conversation: conversation("waiting"), available: false },
    rating: { messages, conversation: conversation("ended") },
  };
  return { inbox, readSeq: 1, ...scenes[scene] };
}
