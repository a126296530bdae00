/** QR codes as rows of dark and light. */
import { encode } from "uqr";

/** The code of a short text, without its margin. */
export function codeOf(text: string): boolean[][] {
  return encode(text, { ecc: "M", border: 0 }).data;
}
