// What a shop's page may call with: anything. What reaches the desk: a title and three texts, or nothing.
import { expect, test } from "vitest";
import { productOf } from "../src/chat/product";

const PAGE = "https://shop.example/tea/gaiwan?x=1";

test("addresses become whole and a price may be a number", () => {
  expect(productOf({ title: " 盖碗 ", price: 268, image: "/img/1.jpg", link: "gaiwan", extra: 1 }, PAGE)).toEqual({
    title: "盖碗", price: "268", image: "https://shop.example/img/1.jpg", link: "https://shop.example/tea/gaiwan",
  });
});

test("an address that runs or carries something is left out", () => {
  for (const link of ["javascript:alert(1)", "data:text/html,x", "blob:https://shop.example/1", {}, null, ""]) {
    expect(productOf({ title: "盖碗", link }, PAGE)?.link).toBe("");
  }
});

test.each([null, undefined, "盖碗", 7, [], {}, { title: "  " }, { title: {} }])("%j is no product", (said) => {
  expect(productOf(said, PAGE)).toBeNull();
});
