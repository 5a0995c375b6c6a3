/** An image's type, width and height out of its own header: PNG, GIF and JPEG. */

export interface ImageSize {
  mime: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** What the header says, or undefined if the bytes are none of these formats. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) {
    return { mime: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (bytes.length >= 10 && view.getUint32(0) === 0x47494638) {
    return { mime: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegSize(view);
  return undefined;
}

/** A JPEG is a chain of segments; the "start of frame" one holds the size. */
function jpegSize(view: DataView): ImageSize | undefined {
  let position = 2;
  while (position + 9 <= view.byteLength) {
    const marker = view.getUint16(position);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) {
      return {
        mime: "image/jpeg",
        width: view.getUint16(position + 7),
        height: view.getUint16(position + 5),
      };
    }
    if (marker >> 8 !== 0xff) return undefined;
    position += 2 + view.getUint16(position + 2);
  }
  return undefined;
}
