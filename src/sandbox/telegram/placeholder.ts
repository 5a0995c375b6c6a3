/** Bytes for media that somebody sends without a file at hand: pictures that can be seen. */
import { crc32, deflateSync } from "node:zlib";

/** A PNG of the given size in pixels: one colour fading into another, chosen by the number. */
export function placeholderPicture(width: number, height: number, number: number): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  const hue = (number * 67) % 256;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      rows[at] = (hue + (x * 80) / width) & 255;
      rows[at + 1] = 90 + (y * 120) / height;
      rows[at + 2] = 255 - hue / 2;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits per channel, red green blue
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
