// Sends what waits, oldest first, one after the other, through the same call that everybody has.
import { device, forgetDone, keepScan, scans } from './store.js';

const VERDICTS = ['issued', 'caution', 'not_issued', 'not_activated', 'recalled', 'retired'];
const LIMIT_MS = 20_000;

/** Scans that the server may fail at before the others wait too: one may be at fault, several are not. */
const MOST_FAILED = 3;

/** Sends until nothing waits or the server cannot be reached; true if nothing waits. One at a time, over all windows of this browser. */
export function sendPending(onChange) {
  return navigator.locks.request('trace-offline-send', async () => {
    const failed = new Set();
    for (;;) {
      const waiting = (await scans()).filter((candidate) => candidate.state === 'pending');
      const scan = next(waiting.filter((candidate) => !failed.has(candidate.id)));
      if (!scan) return waiting.length === 0;
      const answer = await post(scan);
      if (answer === 'later') return false;
      if (answer === 'failed') {
        await keepScan({ ...scan, failedAt: Date.now() });
        if (failed.add(scan.id).size === MOST_FAILED) return false;
        continue;
      }
      await keepScan({ ...scan, ...answer, answeredAt: Date.now() });
      await forgetDone();
      await onChange();
    }
  });
}

/** The oldest, but those that the server broke at before after all others. */
const next = (scans) => scans.findLast((scan) => !scan.failedAt) ?? scans.toSorted((a, b) => a.failedAt - b.failedAt)[0];

/**
 * What becomes of a scan; 'later' when nobody answers it now, 'failed' when the server broke at this one, which does not hold up others. A scan whose
 * answer got lost is sent again; within ten minutes the server knows it by the device and counts it once.
 */
async function post({ text }) {
  try {
    const response = await fetch('/api/v1/verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: text, device: await device() }),
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const body = await response.json();
    if (response.ok && VERDICTS.includes(body.verdict)) {
      return { state: 'sent', verdict: body.verdict, reasons: body.reasons.map((reason) => String(reason.text)), ordinal: body.scan?.ordinal ?? null };
    }
    // Our own refusal is final; a limit, a server that is starting and whatever stands in between are not.
    const isFinal = response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429 && typeof body.code === 'string';
    if (isFinal) return { state: 'refused', reasons: [String(body.detail ?? body.code)] };
    return response.status === 500 && typeof body.code === 'string' ? 'failed' : 'later';
  } catch {
    return 'later';
  }
}
