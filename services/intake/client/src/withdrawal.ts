/** The secret that proves, later, that an opinion may be withdrawn: it stays in this browser tab, its hash travels. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { base64url, utf8 } from "./bytes.ts";

const SECRET_BYTES = 32;

/** Where the receipt page finds the secret of an opinion, in sessionStorage. */
export function storageName(opinionId: string): string {
  return `minyi-withdraw-${opinionId}`;
}

/** SHA-256 of the secret's text, in hexadecimal. */
export function withdrawHash(secret: string): string {
  return bytesToHex(sha256(utf8(secret)));
}

/** The hash of this opinion's secret, made once; null where the browser keeps nothing (then it could never be used). */
export function keepSecret(opinionId: string, storage: () => Storage = () => sessionStorage): string | null {
  try {
    const kept = storage();
    const secret = kept.getItem(storageName(opinionId)) ?? base64url(randomBytes(SECRET_BYTES));
    kept.setItem(storageName(opinionId), secret);
    return withdrawHash(secret);
  } catch {
    return null;
  }
}
