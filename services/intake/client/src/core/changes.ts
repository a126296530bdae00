/** Telling all tabs of this device that something in the store has changed. */

const listeners = new Set<() => void>();
let channel: BroadcastChannel | null = null;

/** Call *listener* at each change, of this tab or another; returns how to stop that. */
export function onChange(listener: () => void): () => void {
  open();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell everyone. */
export function tell(): void {
  open().postMessage("changed");
  listeners.forEach((each) => each());
}

function open(): BroadcastChannel {
  if (channel === null) {
    channel = new BroadcastChannel("minyi");
    channel.onmessage = () => listeners.forEach((each) => each());
  }
  return channel;
}
