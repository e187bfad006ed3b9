// A real picture of one colour, as bytes: what is uploaded has to be what its name says.
import { crc32, deflateSync } from "node:zlib";

/** @param {number} width @param {number} height @param {[number, number, number]} colour */
export function png(width, height, colour = [47, 111, 94]) {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()]);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", size), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

/** @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const crc = /** @type {(data: Buffer) => number} */ (crc32);
