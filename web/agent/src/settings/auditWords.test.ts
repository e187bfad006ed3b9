import { expect, test } from "vitest";
import { auditLines, type AuditVocabulary } from "./auditWords";

const names: Record<string, string> = { r1: "客服", r2: "客服主管", a1: "小林" };
const fields: Record<string, string> = { roles: "角色", capacity: "接待上限", takes_routing: "参与分流", phone: "手机号", sticky_seconds: "时限", agents: "成员", hand_over: "会话交给", color: "主题色", hours: "营业时间", state: "状态" };
const words: AuditVocabulary = {
  field: (key) => fields[key] ?? null, value: (text) => ({ disabled: "已停用", active: "正常", route: "重新分配" })[text] ?? null, name: (id) => names[id] ?? null,
  right: (p) => (p === "chat.view:all" ? "查看会话 · 全部" : null), span: (s) => `${s / 60} 分钟`, yes: "是", no: "否", nothing: "无", entries: (n) => `${n} 项`, comma: "、",
  was: (field, before, after) => `${field}：${before} → ${after}`, is: (field, value) => `${field}：${value}`, changed: (field) => `${field}有改动`,
};

test("a changed account says what it was and what it is, roles by name", () => {
  const details = { roles: { from: ["r1"], to: ["r1", "r2"] }, capacity: { from: 10, to: 0 }, takes_routing: { from: true, to: false }, state: { from: "active", to: "disabled" }, phone: true };
  expect(auditLines(details, words)).toEqual(["角色：客服 → 客服、客服主管", "接待上限：10 → 0", "参与分流：是 → 否", "状态：正常 → 已停用", "手机号有改动"]);
});

test("what is empty is not told of something new", () => {
  expect(auditLines({ roles: ["r1"], permissions: [] }, words)).toEqual(["角色：客服"]);
  expect(auditLines({ permissions: ["chat.view:all"] }, words)).toEqual(["permissions：查看会话 · 全部"]);
  expect(auditLines({}, words)).toEqual([]);
  expect(auditLines(null, words)).toEqual([]);
});

test("settings tell only what differs, spans of time as people say them", () => {
  const details = { from: { sticky_seconds: 600, color: null, hours: null }, to: { sticky_seconds: 1200, color: null, hours: [{ day: 1 }] } };
  expect(auditLines(details, words)).toEqual(["时限：10 分钟 → 20 分钟", "营业时间：无 → 1 项"]);
});

test("handing over names whom, or the rule", () => {
  expect(auditLines({ hand_over: { to: "agent", agent_id: "a1" } }, words)).toEqual(["会话交给：小林"]);
  expect(auditLines({ hand_over: { to: "route" } }, words)).toEqual(["会话交给：重新分配"]);
});

test("an id without a name and a text without words stay as they are, cut when long", () => {
  expect(auditLines({ agents: ["gone"] }, words)).toEqual(["成员：gone"]);
  expect(auditLines({ changed: ["settings.color"] }, words)).toEqual(["主题色有改动"]);
  expect(auditLines({ note: "长".repeat(80) }, words)[0]).toHaveLength("note：".length + 61);
});
