// What is sent, as JSON that every desk takes. A shop's script may cut a title in the middle of an emoji, and half a
// character is no text: the desk would refuse all of it, and the visitor's words with it.

export function json(value: object): string {
  return JSON.stringify(value, (_, held: unknown) => (typeof held === "string" ? held.replace(/[\0\ud800-\udfff]/gu, "\ufffd") : held));
}
