import { describe, expect, test } from "vitest";
import { apply as applyMe, can, canBeyondOwn } from "./me";
import { apply as applyTeam, place as placeTeam } from "./team";

describe("team and me", () => {
  const lin = { id: "lin", name: "lin", nickname: "小李", owner: false, available: true, busy: false, presence: "online" as const, capacity: 10 };

  test("what everybody hears about a colleague keeps what only some may see", () => {
    const { presence: _p, capacity: _c, ...publicPart } = lin;
    const team = applyTeam(placeTeam([lin]), { name: "agent_updated", data: { agent: { ...publicPart, nickname: "李姐" } } });
    expect(team.lin).toEqual({ ...lin, nickname: "李姐" });
  });

  test("a suspended colleague can take no transfer", () => {
    const team = applyTeam(placeTeam([lin]), { name: "presence_changed", data: { agent_id: "lin", presence: "suspended", open_chats: 3 } });
    expect([team.lin?.available, team.lin?.open_chats]).toEqual([false, 3]);
    expect(applyTeam(team, { name: "agent_removed", data: { id: "lin" } })).toEqual({});
  });

  test("rights count in any reach; beyond one's own only with group or all", () => {
    const me = { owner: false, permissions: ["chat.view:own", "chat.end"] } as never;
    expect([can(me, "chat.view"), can(me, "chat"), can(me, "chat.end"), canBeyondOwn(me, "chat.view")]).toEqual([true, false, true, false]);
    expect(applyMe(null, { name: "me_updated", data: {} })).toBeNull();
  });
});
