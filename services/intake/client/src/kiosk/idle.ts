/** Whether somebody is there: seconds without a touch, a word of warning, then the end. */
import { useEffect, useRef, useState } from "preact/hooks";

const WARN_SECONDS = 30;
const LOOK_MS = 250;
const SIGNS = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchstart"] as const;

/** How long the kiosk still waits: null while somebody is there, else the seconds of the countdown. */
export interface Waiting {
  left: number | null;
  /** Somebody said that they are still there, or something shows that they are. */
  stay: () => void;
}

/** Wait for *seconds* without a sign of a person, warn for thirty more, then call *end*. A warning is answered by its
 * own button alone; before it, any touch counts. */
export function useIdle(seconds: number, isActive: boolean, end: () => void): Waiting {
  const since = useRef(Date.now());
  const [left, setLeft] = useState<number | null>(null);
  const last = useRef({ seconds, end, isActive });
  last.current = { seconds, end, isActive };
  useEffect(() => {
    const warning = () => Date.now() - since.current >= last.current.seconds * 1000;
    const touched = () => {
      since.current = warning() ? since.current : Date.now();
    };
    const look = () => {
      since.current = last.current.isActive ? since.current : Date.now();
      const gone = (Date.now() - since.current) / 1000 - last.current.seconds;
      setLeft(gone < 0 ? null : Math.max(0, Math.ceil(WARN_SECONDS - gone)));
      if (gone >= WARN_SECONDS) {
        since.current = Date.now();
        last.current.end();
      }
    };
    SIGNS.forEach((each) => addEventListener(each, touched, { capture: true, passive: true }));
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
      SIGNS.forEach((each) => removeEventListener(each, touched, { capture: true }));
    };
  }, []);
  const stay = () => {
    since.current = Date.now();
    setLeft(null);
  };
  return { left, stay };
}

/** Count *seconds* down from the last touch, then call *end*; "stay" gives *more*. */
export function useLeaving(seconds: number, more: number, end: () => void): { left: number; stay: () => void } {
  const until = useRef(Date.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const touched = () => {
      until.current = Math.max(until.current, Date.now() + seconds * 1000);
    };
    const timer = setInterval(() => {
      const now = Math.ceil((until.current - Date.now()) / 1000);
      setLeft(Math.max(0, now));
      if (now <= 0) {
        clearInterval(timer);
        end();
      }
    }, LOOK_MS);
    SIGNS.forEach((each) => addEventListener(each, touched, { capture: true, passive: true }));
    return () => {
      clearInterval(timer);
      SIGNS.forEach((each) => removeEventListener(each, touched, { capture: true }));
    };
  }, []);
  return { left, stay: () => (until.current = Date.now() + more * 1000) };
}
