// The one door to the API's types and calls. Who needs a type imports it from here.
export * from "./types";
export { ApiError, createClient, type Client } from "./client";
export { endpoints, type Api, type ChatlogQuery } from "./endpoints";
export * from "./shop";
export * from "./beside";
export { isolated, listed } from "./isolated";
