// What strangers write, and a colleague who means harm, is shown in every place as words and nothing else: nothing runs,
// nothing is asked of another host, and no text moves its neighbours.
import { after, describe } from "node:test";
import { atTheDesk } from "./hostile/desk.mjs";
import { asAVisitor } from "./hostile/chat.mjs";
import { takenAway } from "./hostile/files.mjs";
import { HostileShop } from "./hostile/shop.mjs";

const shop = await HostileShop.opens();
after(() => shop.closes());

describe("hostile words", { concurrency: false }, () => {
  atTheDesk(shop);
  asAVisitor(shop);
  takenAway(shop);
});
