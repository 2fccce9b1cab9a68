/** What somebody is typing, kept for this tab until it is sent: it survives a reload, and nobody else at the desk finds it. */
import { useCallback, useState } from "react";

const prefix = "huiyin:draft:";

/**
 * @param key of the thing being written, such as `case:12:assign`
 * @returns the value, how to change it, and how to forget it once it is sent
 */
export function useDraft<Value>(key: string, initial: Value): { value: Value; set: (value: Value) => void; forget: () => void; isRestored: boolean } {
  const [stored] = useState(() => read<Value>(key));
  const [value, setValue] = useState<Value>(stored ?? initial);
  const set = useCallback(
    (next: Value) => {
      setValue(next);
      sessionStorage.setItem(prefix + key, JSON.stringify(next));
    },
    [key],
  );
  const forget = useCallback(() => sessionStorage.removeItem(prefix + key), [key]);
  return { value, set, forget, isRestored: stored !== null };
}

/** When somebody else may sit down here. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}

function read<Value>(key: string): Value | null {
  const text = sessionStorage.getItem(prefix + key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}
