/** Moments as the device's clock shows them, and how fast its pauses go. */

const MINUTE = 60_000;
const PACE = "minyi-test-pace";

/** A moment in RFC 3339 with the device's own offset from UTC. */
export function rfc3339(at: number): string {
  const zone = -new Date(at).getTimezoneOffset();
  const local = new Date(at + zone * MINUTE).toISOString().slice(0, -1);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${local}${zone < 0 ? "-" : "+"}${two(Math.abs(zone) / 60)}:${two(Math.abs(zone) % 60)}`;
}

/** A pause in milliseconds; a test campaign may divide all pauses by one number. */
export function paced(ms: number): number {
  try {
    return ms / (Number(localStorage.getItem(PACE)) || 1);
  } catch {
    return ms;
  }
}

/** Half to the whole of a pause, by chance, so that devices do not come all at once. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
