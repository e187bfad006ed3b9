import { expect, test } from "vitest";
import { conversation } from "../cache/sample";
import { went } from "./went";

test("who returns is told of what others have now, what waits and what ended without him, and of nothing else", () => {
  const told = [
    conversation("a"),
    conversation("b", { assignee_id: "lin" }),
    conversation("c", { assignee_id: null, status: "queued" }),
    conversation("d", { assignee_id: null, status: "pooled" }),
    conversation("e", { status: "ended", ended_by: "agent" }),
    conversation("f", { status: "ended", ended_by: "silence" }),
    conversation("g", { status: "ended", ended_by: "agent", assignee_id: "lin" }),
  ].map((c) => went(c, "me"));
  expect(told).toEqual([null, "colleague", "queue", "pool", null, "ended", "ended"]);
});
