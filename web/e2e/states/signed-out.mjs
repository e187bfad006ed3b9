// Before anybody signed in.
import { at } from "./reach.mjs";

/** @returns {import("./reach.mjs").State[]} */
export function signedOut() {
  return [
    { name: "login", reach: (page) => at(page, "/login") },
    { name: "register-closed", reach: (page) => at(page, "/register") },
    {
      name: "login-refused",
      refused: /status of 422 .*\/api\/v1\/session/,
      reach: async (page) => {
        await at(page, "/login");
        await page.getByLabel(/^(账号|Account)$/).fill("青岚茶器：lin");
        await page.getByLabel(/^(密码|Password)$/).fill("wrong");
        await page.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
        await page.getByRole("alert").first().waitFor();
      },
    },
    { name: "register", shop: "unregistered", reach: (page) => at(page, "/register") },
    {
      name: "register-short",
      shop: "unregistered",
      reach: async (page) => {
        await at(page, "/register");
        await page.getByRole("textbox").first().fill("青");
        await page.getByRole("textbox").nth(1).fill("1380013");
        await page.locator("input[type=password]").first().fill("12345");
        await page.locator("input[type=password]").last().fill("54321");
        await page.locator("form").getByRole("button", { name: /进入工作台|workbench/i }).click();
        await page.getByRole("alert").first().waitFor();
      },
    },
  ];
}
