// A shop with a crowd in it, made through the API as fast as it takes it: many conversations, or one that is very long.

/** @typedef {import("../floor.mjs").Floor} Floor */

// Everybody in a measurement comes from one address.
export const OPTIONS = ["--sessions-per-minute", "1000000"];
const AT_ONCE = 12;

/** Work on many things, some at a time. @param {number} count @param {(index: number) => Promise<void>} work */
export async function many(count, work) {
  let next = 0;
  const hand = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}

/** @param {Floor} floor @param {number} count */
export async function conversations(floor, count) {
  await many(count, async (i) => void (await floor.owner.hearsFrom({ name: `顾客 ${i}` }, `第 ${i} 个问题：这款茶壶还有现货吗？`)));
}

/** One conversation with this many messages. @param {Floor} floor @param {number} count */
export async function longTalk(floor, count) {
  const { conversation } = await floor.owner.hearsFrom({ name: "老客户" }, "我们聊了很久");
  for (let i = 1; i < count; i += 1) {
    const text = i % 7 === 0 ? `第 ${i} 句。${"这款壶的泥料、容量和出水都适合乌龙。".repeat(4)}` : `第 ${i} 句`;
    await floor.owner.calls("POST", `/conversations/${conversation}/messages`, { client_id: `talk-${i}`, kind: "text", text });
  }
  return conversation;
}
