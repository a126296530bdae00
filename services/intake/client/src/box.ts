/** libsodium's sealed box (crypto_box_seal): only the owner of the private key can open it, and it names no sender. */
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, copyBytes, u32, u8 } from "@noble/hashes/utils.js";
import { utf8 } from "./bytes.ts";
import { x25519 } from "./curve.ts";

const NONCE_BYTES = 24;
const SIGMA = "expand 32-byte k"; // Salsa20's constant

/** Seal a message to a public key: a one-time public key, then the message under crypto_box. */
export function sealBox(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const once = x25519.keygen();
  const nonce = blake2b(concatBytes(once.publicKey, publicKey), { dkLen: NONCE_BYTES });
  const key = boxKey(x25519.getSharedSecret(once.secretKey, publicKey));
  return concatBytes(once.publicKey, xsalsa20poly1305(key, nonce).encrypt(message));
}

/** crypto_box's key: HSalsa20 of the shared point and sixteen zero bytes. */
function boxKey(shared: Uint8Array): Uint8Array {
  const key = new Uint32Array(8);
  hsalsa(words(utf8(SIGMA)), words(shared), new Uint32Array(4), key);
  return u8(key);
}

/** The same bytes as 32-bit words; a copy begins where words may begin. */
function words(bytes: Uint8Array): Uint32Array {
  return u32(copyBytes(bytes));
}
