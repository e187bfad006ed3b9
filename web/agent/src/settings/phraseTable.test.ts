import type { Phrase } from "@yingke/shared";
import { expect, test } from "vitest";
import { decoded, parseCsv, writeCsv } from "./csv";
import { COLUMNS, readTable, writeTable } from "./phraseTable";

const phrase = (more: Partial<Phrase>): Phrase => ({ id: "p", scope: "team", folder: "", abbreviation: null, title: "您好", text: "您好，请问有什么可以帮您？", pinyin: "ninhao", initials: "nh", updated_at: "", ...more });

test("quotes, line breaks inside a cell and both kinds of line ends are read", () => {
  expect(parseCsv('a,"b ""c"", d","e\nf"\r\n1,2,3')).toEqual([["a", 'b "c", d', "e\nf"], ["1", "2", "3"]]);
  expect(parseCsv("\uFEFFa\tb\n1\t2\n")).toEqual([["a", "b"], ["1", "2"]]);
  expect(parseCsv("")).toEqual([]);
});

test("no cell that is written can become a formula", () => {
  const written = writeCsv([["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "plain", 'say "hi"', "＝1", "'=1", "'plain"]]);
  expect(written).toBe(`\uFEFF'=HYPERLINK(1),'+1,'-1,'@x,'\tx,plain,"say ""hi""",'＝1,''=1,'plain\r\n`);
  expect(writeCsv([["\n=1", "\r=1", '"=1"']])).toBe(`\uFEFF"'\n=1","'\r=1","""=1"""\r\n`);
});

test("what was exported comes back as it was", () => {
  const all = [phrase({ folder: "售后", abbreviation: "th", title: "-退货", text: "=SUM(1)\n第二行, 逗号" }), phrase({})];
  const lines = readTable(writeTable(all, ["文件夹", "缩写", "标题", "内容"]), "team", []);
  expect(lines.map((l) => l.fault)).toEqual([null, null]);
  expect(lines[0]?.input).toEqual({ scope: "team", folder: "售后", abbreviation: "th", title: "-退货", text: "=SUM(1)\n第二行, 逗号" });
});

test("an apostrophe of one's own is one's own when it comes back", () => {
  const texts = ["'=1", "''+1", "'好", "＝1", "-'1"];
  const lines = readTable(writeTable(texts.map((text) => phrase({ text })), ["文件夹", "缩写", "标题", "内容"]), "team", []);
  expect(lines.map((line) => line.input.text)).toEqual(texts);
});

test("columns are found by their names, in any order; without a head they stand in ours", () => {
  expect(readTable("内容,标题\n好的,答应\n", "personal", [])[0]?.input).toMatchObject({ title: "答应", text: "好的", folder: "" });
  expect(readTable("售前,fh,发货,48 小时内发货", "team", [])[0]).toMatchObject({ line: 1, fault: null });
});

test("each bad line says what is wrong with it, and the good ones stay", () => {
  const text = `标题,内容,缩写\n,无标题,\n无内容,,\n长,${"字".repeat(2001)},\n空格,x,a b\n甲,x,kf\n乙,x,KF\n丙,x,fh\n\n好,x,\n`;
  const lines = readTable(text, "team", ["FH"]);
  expect(lines.map((l) => [l.line, l.fault])).toEqual([[2, "titleMissing"], [3, "textMissing"], [4, "tooLong"], [5, "abbreviationSpaces"], [6, null], [7, "abbreviationTwice"], [8, "abbreviationTaken"], [10, null]]);
});

test("a table saved by a Chinese spreadsheet is read too", () => {
  expect(decoded(new Uint8Array([0xc4, 0xfa, 0xba, 0xc3]).buffer)).toBe("您好");
  expect(decoded(new TextEncoder().encode("您好").buffer as ArrayBuffer)).toBe("您好");
});

test("a line at each of the desk's limits is taken, one sign more is not", () => {
  const most: Record<string, number> = { folder: 20, abbreviation: 20, title: 50, text: 2000 };
  for (const [column, length] of Object.entries(most)) {
    const line = (n: number) => COLUMNS.map((one) => (one === column ? "字".repeat(n) : one === "title" || one === "text" ? "好" : "")).join(",");
    const lines = readTable(`${COLUMNS.join(",")}\n${line(length)}\n${line(length + 1)}\n`, "team", []);
    expect(lines.map((l) => [l.fault, l.column]), column).toEqual([[null, null], ["tooLong", column]]);
  }
});
