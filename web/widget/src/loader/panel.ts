// The frame that holds the chat: beside the launcher on a wide page, the whole window on a phone. Always loaded, mostly
// invisible: hidden by visibility and not by display, so that the chat keeps its scroll position.
export const phone = matchMedia("(max-width: 480px)");

export interface Panel {
  element: HTMLIFrameElement;
  show(open: boolean): void;
  place(left: boolean): void;
  widen(wide: boolean): void;
}

export function panel(src: string): Panel {
  const element = document.createElement("iframe");
  let wide = false;
  let open = false;
  let left = false;
  let pageOverflow: string | null = null;

  element.src = src;
  element.title = "Yingke";
  element.allow = "clipboard-write";

  const draw = () => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const side = left ? "left" : "right";
    const keyboard = phone.matches && window.visualViewport;
    const place = phone.matches || wide
      ? `top:${keyboard ? keyboard.offsetTop : 0}px;left:0;width:100%;height:${keyboard ? keyboard.height + "px" : "100%"}`
      : `bottom:92px;${side}:20px;width:392px;height:min(660px,calc(100vh - 116px));border-radius:16px;` +
        "box-shadow:0 2px 8px rgb(40 34 20/.14),0 20px 60px rgb(40 34 20/.24)";
    element.style.cssText =
      `all:initial;position:fixed;border:0;${place};visibility:${open ? "visible" : "hidden"};` +
      `opacity:${open ? 1 : 0};transform:${open || calm ? "none" : "translateY(12px)"};` +
      (calm ? "" : `transition:opacity .18s,transform .22s cubic-bezier(.2,.7,.2,1),visibility 0s ${open ? 0 : 0.22}s`);
    holdPage(open && (phone.matches || wide));
  };

  // Behind a full-screen chat the shop's page must not scroll; its own setting is put back afterwards.
  function holdPage(hold: boolean): void {
    const { style } = document.documentElement;
    if (hold && pageOverflow === null) {
      pageOverflow = style.overflow;
      style.overflow = "hidden";
    } else if (!hold && pageOverflow !== null) {
      style.overflow = pageOverflow;
      pageOverflow = null;
    }
  }

  phone.addEventListener?.("change", draw);
  // A phone's keyboard lies over the page: the chat takes what is left, so that its field stays in sight.
  for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, () => open && phone.matches && draw());
  draw();
  return {
    element,
    show(next) {
      open = next;
      draw();
    },
    place(onLeft) {
      left = onLeft;
      draw();
    },
    widen(next) {
      wide = next;
      draw();
    },
  };
}
