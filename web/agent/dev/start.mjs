// `npm run dev:fake`: the fake desk and vite in front of it.
import { spawn } from "node:child_process";

const desk = `http://127.0.0.1:${process.env.FAKE_PORT ?? 8091}`;
const children = [spawn("node", ["dev/fake.mjs"], { stdio: "inherit" }), spawn("npx", ["vite"], { stdio: "inherit", env: { ...process.env, YINGKE_DESK: desk } })];
for (const child of children) child.on("exit", () => children.forEach((other) => other.kill()));
