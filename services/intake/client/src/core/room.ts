/** How safely the device keeps things, and how much room it has. */

/** What the operator sees of the device's storage. */
export interface Room {
  stored: boolean;
  free_mb: number | null;
}

/** Ask the browser to keep what is here for good; it may say no. */
export async function askToStay(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

/** Look how things stand now. */
export async function lookAround(): Promise<Room> {
  try {
    const [stored, { quota, usage }] = await Promise.all([navigator.storage.persisted(), navigator.storage.estimate()]);
    return { stored, free_mb: quota === undefined ? null : Math.floor((quota - (usage ?? 0)) / 2 ** 20) };
  } catch {
    return { stored: false, free_mb: null };
  }
}
