// A stand-in for the desk while working on the visitor side alone: builds on every change and serves the result with the
// same policies as the real program, with a make-believe agent behind it. Nothing of it is shipped.
import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { desk } from "./desk.mjs";

const PORT = Number(process.env.PORT ?? 4870);
const dist = process.env.DIST ?? join(import.meta.dirname, "..", "dist");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY = "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'";

// A shop on another origin (127.0.0.1 against localhost) with the strictest policy that still lets the chat in.
function strictShop(inbox, host) {
  const deskOrigin = `http://127.0.0.1:${host.split(":")[1]}`;
  const policy = `default-src 'none'; script-src ${deskOrigin}; frame-src ${deskOrigin}; require-trusted-types-for 'script'`;
  const body = `<!doctype html><title>Strict shop</title><meta name=viewport content="width=device-width"><h1>Strict shop</h1>
<p>Long enough to scroll.</p>${"<p>…</p>".repeat(60)}<script src="${deskOrigin}/widget.js" data-inbox="${inbox}" async></script>`;
  return { policy, body };
}

function page(request, response) {
  const { pathname } = new URL(request.url, "http://x");
  const [first, second] = pathname.split("/").filter(Boolean);
  if (first === "strict") {
    const { policy, body } = strictShop(second, request.headers.host);
    response.writeHead(200, { "Content-Type": TYPES[".html"], "Content-Security-Policy": policy });
    return response.end(body);
  }
  if (pathname === "/widget.js") return file(response, "loader.js");
  if (first === "chat" || first === "c") return file(response, "chat.html");
  if (first === "demo") return file(response, "demo.html");
  if (first === "widget") return file(response, pathname.slice("/widget/".length));
  response.writeHead(404).end();
}

function file(response, name) {
  const path = join(dist, name);
  if (!path.startsWith(dist) || !existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  createReadStream(path).pipe(response);
}

const api = desk();
const server = createServer((request, response) => (request.url.startsWith("/api/") ? api.answer(request, response) : page(request, response)));
server.on("upgrade", api.upgrade);
server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/demo/box · /c/i/box · http://localhost:${PORT}/strict/box`));

if (!process.env.NO_WATCH) {
  const vite = (...more) => spawn("npx", ["vite", "build", "--watch", ...more], { cwd: join(dist, ".."), stdio: "inherit" });
  vite("--emptyOutDir", "false");
  vite("--mode", "loader");
}
