import { describe, expect, test } from "vitest";
import type { Conversation, Message } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";
import { at, conversation, message } from "../cache/sample";
import { alertOf, verdict, type Claim } from "./alert";

const now = Date.parse(at(2));
const created = (m: Partial<Message>, c: Partial<Conversation> = {}): StreamEvent => ({ name: "message_created", data: { message: message(2, m), conversation: conversation("c", c) } });
const why = (event: StreamEvent, seesQueue = true) => alertOf(event, "me", seesQueue, now)?.why ?? null;
const happened = (type: string, by: string, agent_id: string | null = null) => created({ kind: "event", sender: { type: by === "system" ? "system" : "agent", id: by, name: by }, event: { type, agent_id } });

describe("a call", () => {
  test("comes for a customer's words in my conversation, not in a colleague's", () => {
    expect(why(created({}))).toBe("message");
    expect(why(created({}, { assignee_id: "lin" }))).toBeNull();
  });

  test("comes when something is handed to me, not when I took it myself", () => {
    expect(why(happened("transferred", "lin", "me"))).toBe("assigned");
    expect(why(happened("assigned", "system", "me"))).toBe("assigned");
    expect(why(happened("assigned", "me", "me"))).toBeNull();
  });

  test("comes for the queue only to those who take from it", () => {
    expect(why(happened("queued", "system"))).toBe("queued");
    expect(why(happened("queued", "system"), false)).toBeNull();
  });

  test("comes for a mention, not for my own words, automatic texts or what is long past", () => {
    expect(why({ name: "mentioned", data: { message: message(2, { kind: "note" }), conversation: conversation("c", { assignee_id: "lin" }) } })).toBe("mentioned");
    expect(why(created({ sender: { type: "agent", id: "me", name: "我" } }))).toBeNull();
    expect(why(created({ automatic: true }))).toBeNull();
    expect(alertOf(created({}), "me", true, now + 600_000)).toBeNull();
  });
});

describe("several windows", () => {
  const claim = (window: string, more: Partial<Claim> = {}): Claim => ({ window, focused: false, seen: false, ...more });

  test("only one of them calls", () => {
    const windows = ["b", "a", "c"].map((name) => claim(name));
    const loud = windows.filter((own) => verdict(own, windows.filter((other) => other !== own)).sound);
    expect(loud.map((one) => one.window)).toEqual(["a"]);
  });

  test("none of them does while the conversation is looked at in one", () => {
    expect(verdict(claim("a"), [claim("b", { focused: true, seen: true })])).toEqual({ sound: false, desktop: false });
  });

  test("somebody who looks at another conversation hears it, without a notification over his work", () => {
    expect(verdict(claim("a"), [claim("b", { focused: true })])).toEqual({ sound: true, desktop: false });
    expect(verdict(claim("a"), [])).toEqual({ sound: true, desktop: true });
  });
});
