// The round-cornered button in the corner of the shop's page. It stays hidden until the chat says what it looks like, so
// that an unknown inbox or a forbidden domain never leaves a button that opens nothing.
import type { ToHost } from "../bridge";
import { phone } from "./panel";

const SVG = "http://www.w3.org/2000/svg";
const TALK = "M5 6.5A2.5 2.5 0 0 1 7.5 4h9A2.5 2.5 0 0 1 19 6.5v6a2.5 2.5 0 0 1-2.5 2.5H11l-4.2 4v-4A2.5 2.5 0 0 1 5 12.5z M9 8.5h6 M9 11.2h3.5";
const FOLD = "M6 9.5l6 6 6-6";

export interface Launcher {
  element: HTMLButtonElement;
  show(open: boolean): void;
  dress(look: Extract<ToHost, { type: "ready" }>): void;
  count(unread: number): void;
}

export function launcher(press: () => void): Launcher {
  const element = document.createElement("button");
  const badge = document.createElement("span");
  const path = document.createElementNS(SVG, "path");
  const icon = document.createElementNS(SVG, "svg");
  let labels = { open: "", close: "" };
  let open = false;
  let unread = 0;

  element.type = "button";
  element.style.cssText =
    "all:initial;position:fixed;bottom:20px;display:none;width:56px;height:56px;border-radius:18px;" +
    "cursor:pointer;box-shadow:0 2px 6px rgb(40 34 20/.18),0 10px 28px rgb(40 34 20/.22);-webkit-tap-highlight-color:transparent";
  badge.style.cssText =
    "position:absolute;top:-6px;right:-6px;display:none;min-width:20px;height:20px;padding:0 5px;box-sizing:border-box;" +
    "border-radius:10px;background:#b3372b;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center";
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  icon.style.cssText = "display:block;width:32px;height:32px;margin:12px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round";
  icon.append(path);
  element.append(icon, badge);
  element.onclick = press;
  // :focus-visible needs a style sheet; the events say the same and need none.
  element.onfocus = () => (element.style.outline = element.matches(":focus-visible") ? "3px solid " + element.style.backgroundColor : "none");
  element.onblur = () => (element.style.outline = "none");
  element.style.outlineOffset = "3px";

  const draw = () => {
    path.setAttribute("d", open ? FOLD : TALK);
    element.setAttribute("aria-expanded", String(open));
    element.setAttribute("aria-label", (open ? labels.close : labels.open) + (unread && !open ? ` (${unread})` : ""));
    element.style.visibility = open && phone.matches ? "hidden" : "visible";
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.style.display = unread && !open ? "block" : "none";
  };
  phone.addEventListener?.("change", draw);

  return {
    element,
    show(next) {
      open = next;
      draw();
    },
    dress(look) {
      labels = look;
      element.style.display = "block";
      element.style[look.left ? "left" : "right"] = "20px";
      element.style.backgroundColor = look.color;
      element.style.color = look.ink;
      draw();
    },
    count(next) {
      unread = next;
      draw();
    },
  };
}
