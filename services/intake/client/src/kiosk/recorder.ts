/** Hold to talk: one recording, made in as many breaths as a person needs. Opus, small enough for a slow line. */

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const BITS = 24_000;
const MOST_SECONDS = 300;

/** Whether this machine may be able to record. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && navigator.mediaDevices?.getUserMedia !== undefined;
}

/** One recording, from the first word to the last. */
export class Recorder {
  #stream: MediaStream | null = null;
  #recorder: MediaRecorder | null = null;
  #pieces: Blob[] = [];
  #spoken = 0;
  #since = 0;
  #wanted = false;

  /** Begin, or go on. False where the machine does not let us. */
  async speak(): Promise<boolean> {
    this.#wanted = true;
    try {
      this.#recorder ?? (await this.#open());
    } catch {
      this.discard();
      return false;
    }
    if (this.#wanted && this.seconds < MOST_SECONDS) { // the hand may have gone while the machine was asked
      this.#recorder!.state === "inactive" ? this.#recorder!.start() : this.#recorder!.resume();
      this.#since = Date.now();
    }
    return true;
  }

  /** Take a breath. */
  pause(): void {
    this.#wanted = false;
    if (this.#since > 0) {
      this.#spoken += Date.now() - this.#since;
      this.#since = 0;
      this.#recorder?.pause();
    }
  }

  /** How long has been recorded, in whole seconds. */
  get seconds(): number {
    return Math.floor((this.#spoken + (this.#since > 0 ? Date.now() - this.#since : 0)) / 1000);
  }

  /** Whether there is no more room. */
  get isFull(): boolean {
    return this.seconds >= MOST_SECONDS;
  }

  /** Whether it is recording now. */
  get isRecording(): boolean {
    return this.#since > 0;
  }

  /** The recording so far as a whole file; the next word begins a new one. Null where nothing was said. */
  async finish(): Promise<Blob | null> {
    const recorder = this.#recorder;
    this.pause();
    if (recorder === null || recorder.state === "inactive") {
      return null;
    }
    const whole = new Promise<void>((done) => recorder.addEventListener("stop", () => done(), { once: true }));
    recorder.stop();
    await whole;
    const sound = new Blob(this.#pieces, { type: recorder.mimeType });
    this.discard();
    return sound.size > 0 ? sound : null;
  }

  /** Forget it, and let go of the microphone. */
  discard(): void {
    this.#recorder = this.#recorder?.state === "inactive" ? null : (this.#recorder?.stop(), null);
    this.#stream?.getTracks().forEach((each) => each.stop());
    this.#stream = null;
    this.#pieces = [];
    this.#spoken = this.#since = 0;
  }

  async #open(): Promise<void> {
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each));
    const pieces: Blob[] = (this.#pieces = []);
    this.#recorder = new MediaRecorder(this.#stream, { audioBitsPerSecond: BITS, ...(type && { mimeType: type }) });
    this.#recorder.ondataavailable = (event) => event.data.size > 0 && pieces.push(event.data);
  }
}
