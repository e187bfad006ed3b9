// Every page and state worth a picture, in the order of a visit: before signing in, the workbench, the settings, what
// visitors see, and all of it when there is nothing yet or something fails.
import { settings } from "./settings.mjs";
import { signedOut } from "./signed-out.mjs";
import { beginnings, trouble } from "./trouble.mjs";
import { visitors } from "./visitors.mjs";
import { workbench } from "./workbench.mjs";

/** @typedef {import("./reach.mjs").State} State */

/** @param {import("../demo-shop.mjs").DemoShop} shop @returns {State[]} */
export function states(shop) {
  const own = [...workbench(shop), ...settings(shop), ...beginnings(), ...trouble(shop)];
  return [...signedOut(), ...own.map((state) => ({ ...state, signedIn: true })), ...visitors(shop)];
}
