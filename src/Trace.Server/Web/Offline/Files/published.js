// The published keys on this device. What cannot be read never takes the place of what could.
import { readKeys } from './keys.js';
import { keepSetting, setting } from './store.js';

const LIMIT_MS = 15_000;

/** { keys, fetchedAt }; without stored keys an empty list of no time. */
export async function storedKeys() {
  const stored = await setting('keys');
  return stored ? { keys: readKeys(stored.bytes), fetchedAt: stored.fetchedAt } : { keys: new Map(), fetchedAt: null };
}

/** 'fetched', 'unreachable', or 'unreadable' for an answer that is no key document. */
export async function fetchKeys() {
  let bytes;
  try {
    const response = await fetch('/.well-known/trace-keys.json', {
      cache: 'no-cache', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!response.ok) return 'unreachable';
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    return 'unreachable';
  }
  try {
    readKeys(bytes);
  } catch {
    return 'unreadable';
  }
  await keepSetting('keys', { bytes, fetchedAt: Date.now() });
  return 'fetched';
}
