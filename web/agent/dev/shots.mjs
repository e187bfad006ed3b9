// Takes pictures of the workbench on the fake desk: `node dev/shots.mjs OUT [name…]`, with vite and the fake running.
import { chromium } from "playwright-core";

const [out, ...only] = process.argv.slice(2);
const base = process.env.BASE ?? "http://127.0.0.1:5173";
const fake = process.env.FAKE ?? "http://127.0.0.1:8091";
const sizes = { l: [1440, 900], m: [1024, 768], s: [360, 740] };
// name: [world, path, act?]
export const scenes = {
  register: ["fresh", "/register"],
  registerFilled: ["fresh", "/register", async (p) => { await p.locator("input").nth(0).fill("星"); await p.locator("input").nth(1).fill("13800006621"); await p.locator("input").nth(2).fill("sunny-Day42"); await p.locator("input").nth(3).fill("sunny-Day42"); await p.locator("button.big").click(); }],
  login: ["full", "/login", async (p) => { await p.locator("input").nth(0).fill("星河家居：lin"); await p.locator("input").nth(1).fill("x"); await p.locator("button.big").click(); }],
  first: ["empty", "/conversations"],
  list: ["full", "/conversations"],
  thread: ["full", "FIRST"],
  long: ["long", "FIRST"],
  queue: ["full", "/conversations?view=queue"],
  note: ["full", "FIRST", async (p) => { await p.getByText(/^(备注|Note)$/).first().click(); await p.locator("textarea").fill("客户想要换货，等仓库确认库存"); await p.keyboard.press("Enter"); await p.waitForTimeout(300); await p.locator("textarea").fill("refuse"); await p.keyboard.press("Enter"); await p.waitForTimeout(300); await p.locator("textarea").fill("hold"); await p.keyboard.press("Enter"); await p.waitForTimeout(500); }],
  transfer: ["full", "FIRST", async (p) => { await p.locator(".head .acts button").first().click(); await p.waitForTimeout(200); await p.locator("dialog").getByText("王姐").click(); await p.locator("dialog .primary").click(); }],
  menu: ["full", "/conversations", async (p) => p.locator(".rail .menu-button").click()],
  offline: ["full", "/conversations", async (p) => { await p.locator(".rail .menu-button").click(); await p.locator(".menu-list button").nth(3).click(); }],
  chatlog: ["full", "/chatlog?q=%E5%B7%AE"],
  chatlogOpen: ["full", "/chatlog", async (p) => { await p.locator(".result").first().click(); }],
  team: ["full", "/team"],
  agents: ["full", "/settings/agents"],
  newAgent: ["full", "/settings/agents?new=1"],
  roles: ["full", "/settings/roles", async (p) => p.getByRole("button", { name: /编辑|Edit/ }).first().click()],
  groups: ["full", "/settings/groups"],
  inboxes: ["full", "/settings/inboxes"],
  inbox: ["full", "/settings/inboxes/inb_1"],
  links: ["full", "/settings/links"],
  routing: ["full", "/settings/routing"],
  password: ["full", "/settings/password-rules"],
  profile: ["full", "/settings/profile"],
  audit: ["full", "/settings/audit"],
};

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
for (const [name, [kind, path, act]] of Object.entries(scenes)) {
  const wanted = only.map((o) => o.split(":")).find(([n]) => n === name);
  if (only.length && !wanted) continue;
  for (const variant of (wanted?.[1] ?? "l-light-zh").split(",")) {
    const [size, scheme, lang] = variant.split("-");
    await fetch(`${fake}/_world?kind=${kind}`);
    const [width, height] = sizes[size];
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, locale: lang === "en" ? "en-US" : "zh-CN" });
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log(`${name} ${variant}: ${m.text().slice(0, 300)}`));
    page.on("pageerror", (e) => console.log(`${name} ${variant}: ${e.stack}`));
    let target = path;
    if (path === "FIRST") {
      const { items } = await (await fetch(`${fake}/api/v1/conversations`)).json();
      target = `/conversations/${(kind === "long" ? items.find((c) => c.contact.name.startsWith("Alek")) : items.find((c) => c.contact.name === "张女士")).id}`;
    }
    await page.goto(base + target);
    await page.waitForTimeout(900);
    if (act) { await act(page); await page.waitForTimeout(500); }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) console.log(`${name} ${variant}: ${over}px too wide`);
    await page.screenshot({ path: `${out}/${name}-${variant}.png` });
    await page.close();
  }
}
await browser.close();
