// A database of its own for one desk, on the server that YINGKE_TEST_POSTGRES names. Through psql, which comes with the
// server that the tests need anyway: a driver would be one more dependency for two statements.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

export function throwAwayDatabase() {
  const server = process.env.YINGKE_TEST_POSTGRES;
  if (!server) throw new Error("YINGKE_TEST_POSTGRES names no server: run this through bin/test e2e");
  const name = `yingke_e2e_${randomBytes(6).toString("hex")}`;
  psql(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => psql(server, `drop database ${name} with (force)`) };
}

/** @param {string} server @param {string} statement */
function psql(server, statement) {
  execFileSync("psql", ["--no-psqlrc", "--quiet", server, "-c", statement], { stdio: ["ignore", "ignore", "inherit"] });
}
