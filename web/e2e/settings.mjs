// What the owner does in the settings, as the story needs it.

/** @param {import("./agent.mjs").Agent} owner @param {{name: string, nickname: string, password: string}} colleague */
export async function addsColleague(owner, { name, nickname, password }) {
  await owner.page.goto("/settings/agents?new=1");
  const dialog = owner.page.getByRole("dialog");
  await dialog.getByLabel("账号名").fill(name);
  await dialog.getByLabel("昵称").fill(nickname);
  await dialog.getByLabel("密码", { exact: true }).fill(password);
  await dialog.getByLabel("再输一次密码").fill(password);
  await dialog.getByRole("button", { name: "添加", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

/** The page offers it with the first colleague. @param {import("./agent.mjs").Agent} owner */
export async function takesNoPart(owner) {
  const offer = owner.page.getByRole("button", { name: /^我?不参与分流$/ });
  await offer.click();
  // It goes when the desk has taken it.
  await offer.waitFor({ state: "detached" });
}
