// The chat's side of the talk with the loader in the shop's page. Only the window around us, and only under the origin
// written in our address, is listened to or spoken to.
import { MARK, type Marked, type ToChat, type ToHost } from "../bridge";

export type Tell = (message: ToHost) => void;

export function talkToHost(origin: string, hear: (said: ToChat) => void): Tell {
  const tell: Tell = (message) => parent.postMessage({ from: MARK, ...message }, origin);
  addEventListener("message", (event: MessageEvent<Marked<ToChat> | null>) => {
    if (event.source === parent && event.origin === origin && event.data?.from === MARK) hear(event.data);
  });
  tell({ type: "hello" });
  return tell;
}
