// Renders openapi.json. Text goes into the page as text only; schemas unfold where they are asked for, because they
// refer to each other and may refer to themselves.

const chinese = navigator.language.toLowerCase().startsWith("zh");
const say = (zh, en) => (chinese ? zh : en);
const METHODS = ["get", "post", "put", "patch", "delete"];
const TAGS = {
  accounts: ["账号", "Accounts"], session: ["登录", "Session"], agents: ["子账号", "Agents"], roles: ["角色", "Roles"],
  groups: ["分组", "Groups"], inboxes: ["接入渠道", "Inboxes"], conversations: ["会话", "Conversations"],
  contacts: ["客户", "Contacts"], routing: ["分流", "Routing"], workbench: ["工作台", "Workbench"], files: ["文件", "Files"],
  chatlog: ["聊天记录", "Chat log"], search: ["聊天记录", "Chat log"], settings: ["设置", "Settings"], audit: ["操作日志", "Audit log"],
  realtime: ["实时事件", "Live events"], visitor: ["访客", "Visitors"], setup: ["安装", "Setup"],
};

/** @param {string} tag @param {Record<string, string> | string | null} [given] @param {...(Node | string | null)} children */
function make(tag, given, ...children) {
  const element = document.createElement(tag);
  if (typeof given === "string") element.className = given;
  else for (const [name, value] of Object.entries(given ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** Descriptions mark code with backticks. */
const prose = (text) => text.split("`").map((part, at) => (at % 2 ? make("code", null, part) : part));

const description = await (await fetch("/api/v1/openapi.json")).json();
const nameOf = (ref) => ref.split("/").at(-1);
const resolve = (schema) => (schema?.$ref ? description.components?.schemas?.[nameOf(schema.$ref)] : schema) ?? {};

function typeOf(schema) {
  if (!schema) return "any";
  if (schema.$ref) return nameOf(schema.$ref);
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return options.map(typeOf).join(" | ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" & ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => (type === "array" ? `${typeOf(schema.items)}[]` : schema.format && type !== "null" ? `${type} (${schema.format})` : type)).join(" | ");
}

/** The object whose fields can be shown below a type: through lists, alternatives with null, and references. */
function inner(schema) {
  const real = resolve(schema);
  if (real.items) return inner(real.items);
  const options = (real.oneOf ?? real.anyOf ?? []).filter((option) => option.type !== "null");
  if (options.length === 1) return inner(options[0]);
  return real;
}

function variants(schema) {
  const real = inner(schema);
  return [real, ...(real.allOf ?? []), ...(real.oneOf ?? []), ...(real.anyOf ?? [])].map(resolve).filter((part) => part.properties);
}

function fields(schema) {
  const list = make("ul");
  for (const part of variants(schema)) {
    for (const [name, field] of Object.entries(part.properties)) list.append(line(name, field, part.required?.includes(name)));
  }
  return list;
}

function line(name, schema, must, about = schema?.description ?? resolve(schema).description) {
  const head = [
    make("span", "name", name),
    make("span", "type", typeOf(schema)),
    must ? make("span", "must", say("必填", "required")) : null,
    about ? make("span", "about", ...prose(about)) : null,
  ];
  if (variants(schema).length === 0) return make("li", null, ...head);
  const details = make("details", null, make("summary", null, ...head));
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(fields(schema)));
  return make("li", null, details);
}

function content(body) {
  const [type, media] = Object.entries(body?.content ?? {})[0] ?? [];
  return type ? { type, schema: media.schema } : null;
}

function block(title, ...children) {
  return [make("h4", null, title), ...children];
}

function parameters(operation, shared) {
  const all = [...(shared ?? []), ...(operation.parameters ?? [])];
  if (all.length === 0) return [];
  const lines = all.map((p) => line(p.name, p.schema, p.required && p.in !== "path", p.description));
  return block(say("参数", "Parameters"), make("ul", null, ...lines));
}

function request(operation) {
  const body = content(operation.requestBody);
  if (!body) return [];
  const head = make("p", null, make("code", null, body.type), " ", make("span", "type", typeOf(body.schema)));
  return block(say("请求", "Request body"), head, fields(body.schema));
}

function responses(operation) {
  const list = make("ul");
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const body = content(response);
    list.append(line(status, body?.schema ?? { type: body?.type ?? "—" }, false, response.description));
  }
  return block(say("响应", "Answers"), list);
}

function card({ method, path, operation, shared }) {
  const id = `${method}-${path}`;
  const title = make("h3", null, make("span", `method ${method}`, method.toUpperCase()), make("a", { href: `#${id}`, class: "path" }, path));
  return make(
    "article",
    { id, "data-words": `${path} ${operation.summary ?? ""} ${operation.operationId ?? ""}`.toLowerCase() },
    title,
    operation.summary ? make("p", "summary", ...prose(operation.summary)) : null,
    operation.description ? make("p", null, ...prose(operation.description)) : null,
    ...parameters(operation, shared),
    ...request(operation),
    ...responses(operation),
  );
}

function byTag() {
  const groups = new Map();
  for (const [path, item] of Object.entries(description.paths ?? {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      const tag = operation.tags?.[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), { method, path, operation, shared: item.parameters }]);
    }
  }
  return groups;
}

document.documentElement.lang = say("zh-CN", "en");
for (const element of document.querySelectorAll("[data-zh]")) element.textContent = say(element.dataset.zh, element.dataset.en);
document.querySelector("#version").textContent = description.info?.version ?? "";
const [contents, main] = [document.querySelector("#contents"), document.querySelector("#operations")];
for (const [tag, operations] of byTag()) {
  const title = TAGS[tag] ? say(...TAGS[tag]) : tag;
  const links = operations.map(({ method, path, operation }) => make("a", { href: `#${method}-${path}` }, ...prose(operation.summary ?? `${method.toUpperCase()} ${path}`)));
  contents.append(make("h2", null, title), ...links);
  main.append(make("section", null, make("h2", null, title), ...operations.map(card)));
}
// The cards were not there when the browser looked for the address's fragment.
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();

document.querySelector("#find").addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\s+/);
  for (const article of main.querySelectorAll("article")) article.hidden = !words.every((word) => article.dataset.words.includes(word));
  for (const section of main.children) section.hidden = !section.querySelector("article:not([hidden])");
});
