// A conversation as a file: fetched and then saved, so that a refusal is told and never stored as if it were the conversation.
import { api } from "../api";
import { save } from "../parts/saving";
import { attempt } from "../parts/toast";

export const saveTranscript = (conversation: string, notes: boolean) =>
  attempt(async () => {
    const { name, content } = await api.transcript(conversation, notes);
    save(name, content);
  });
