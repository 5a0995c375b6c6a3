/**
 * The path of a request as logs and answers may show it. People type a token where none belongs: from the first part
 * on that is neither a word, as in Belfry's own paths, nor a number, it is cut off.
 */
export function shownPath(path: string): string {
  const parts = path.split("/");
  const doubtful = parts.findIndex((part) => !(isWord.test(part) || isNumber.test(part)));
  return doubtful < 0 ? path : [...parts.slice(0, doubtful), "***"].join("/");
}

/** No token is as short, and made of small letters alone. */
const isWord = /^(?=.{0,20}$)([a-z]+([._-][a-z]+)*)?$/;
const isNumber = /^\d{1,16}$/;
