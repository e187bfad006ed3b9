// Yingke itself, for browser tests: the real program on a free port with a data folder of its own, to be killed and
// started again. Not a stand-in and not a client: what people do happens in people.mjs.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { throwAwayDatabase } from "./postgres.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const PROGRAM = process.env.YINGKE_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/yingke");
const START_MS = 30_000;

export class Desk {
  /** @type {import("node:child_process").ChildProcess | null} */
  #process = null;
  #log = "";
  /** True while browsers are right to complain that nobody answers. */
  away = false;

  /** @param {string} data @param {number} port @param {{url: string, drop: () => void} | null} database */
  constructor(data, port, database) {
    this.data = data;
    this.port = port;
    this.database = database;
    this.url = `http://localhost:${port}`;
    /** Options beyond the usual ones. @type {string[]} */
    this.more = [];
  }

  /** With the demo shop in it that `yingke seed` makes; `password` opens all of its accounts. */
  static async startsSeeded() {
    const data = await mkdtemp(join(tmpdir(), "yingke-e2e-"));
    const said = execFileSync(PROGRAM, ["seed", "--data", data], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const password = /password\s+(\S+)/.exec(said)?.[1];
    if (!password) throw new Error(`seed named no password:\n${said}`);
    const desk = new Desk(data, await freePort(), null);
    await desk.#run();
    return { desk, password };
  }

  /** @param {"sqlite" | "postgres"} kind */
  static async start(kind = "sqlite", /** @type {string[]} */ more = []) {
    const data = await mkdtemp(join(tmpdir(), "yingke-e2e-"));
    const desk = new Desk(data, await freePort(), kind === "postgres" ? throwAwayDatabase() : null);
    desk.more = more;
    await desk.#run();
    return desk;
  }

  async #run() {
    const options = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`, "--public-url", this.url, ...this.more];
    if (this.database) options.push("--database", this.database.url);
    const started = spawn(PROGRAM, options, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = started;
    // A test that failed before it could close its desk must end all the same, and its desk with it.
    started.unref();
    process.once("exit", () => started.kill("SIGKILL"));
    for (const stream of [started.stdout, started.stderr]) {
      if (stream instanceof Socket) stream.unref();
      stream.on("data", (/** @type {Buffer} */ chunk) => (this.#log = (this.#log + chunk).slice(-200_000)));
    }
    const deadline = Date.now() + START_MS;
    while (!(await this.#answers())) {
      if (started.exitCode !== null) throw new Error(`yingke ended with code ${started.exitCode}:\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`yingke did not get ready in ${START_MS} ms:\n${this.#log}`);
      await delay(50);
    }
  }

  async #answers() {
    return fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
  }

  /** The power cord, not the switch: nothing gets a chance to be written. */
  async isKilled() {
    this.away = true;
    await this.#end("SIGKILL");
  }

  async startsAgain() {
    await this.#run();
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const running = this.#process;
    this.#process = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.ref();
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  }

  async closes() {
    this.away = true;
    await this.#end("SIGTERM");
    this.database?.drop();
    await rm(this.data, { recursive: true, force: true });
  }

  /** What the program said, for the report of a failed test. */
  get log() {
    return this.#log;
  }
}

/** @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
