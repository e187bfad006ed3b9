// What stands beside a conversation: its tags, its summary, what remains of it as a file.
import type { Client } from "./client";
import type { Conversation, EndInput, SummaryInput } from "./types";

type Id = string;
const id = encodeURIComponent;

export function besideEndpoints(c: Client) {
  return {
    end: (k: Id, body: EndInput = {}) => c.send<Conversation>("POST", `/conversations/${id(k)}/end`, body),
    putSummary: (k: Id, body: SummaryInput) => c.send<Conversation>("PUT", `/conversations/${id(k)}/summary`, body),
    putTags: (k: Id, tag_ids: Id[]) => c.send<Conversation>("PUT", `/conversations/${id(k)}/tags`, { tag_ids }),
    transcript: (k: Id, notes: boolean) => c.file(`/conversations/${id(k)}/transcript`, { format: "txt", ...(notes ? { notes } : {}) }),
  };
}
