// The live line to a page, which a test can hold up: what the desk says stands and waits, as over a bad network.

export class Line {
  /** @type {(() => void)[] | null} */
  #held = null;

  /** To be laid before the page opens. @param {import("playwright-core").Page} page */
  static async to(page) {
    const line = new Line();
    await page.routeWebSocket(/\/api\/v1\/socket$/, (browser) => {
      const desk = browser.connectToServer();
      desk.onMessage((frame) => line.#passes(() => browser.send(frame)));
    });
    return line;
  }

  /** @param {() => void} pass */
  #passes(pass) {
    if (this.#held) this.#held.push(pass);
    else pass();
  }

  isHeldUp() {
    this.#held = [];
  }

  isFree() {
    for (const pass of this.#held ?? []) pass();
    this.#held = null;
  }
}
