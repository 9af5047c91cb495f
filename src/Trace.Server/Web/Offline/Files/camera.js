// The live picture: looks at what is in the frame until there is a code or somebody stops it.
import { readQrTexts } from './decoder.js';

const FRAME_SIDE = 1080;
const PAUSE_MS = 60;
let stream;
let asks = 0;

export const isOn = () => stream !== undefined;

/** Resolves with the texts of the first picture that has some, or null when it was stopped. Throws what getUserMedia throws. */
export async function scan(video) {
  stop();
  const ask = ++asks;
  const asked = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } } });
  if (ask !== asks) {
    // It was stopped while the browser asked the person.
    for (const track of asked.getTracks()) track.stop();
    return null;
  }
  stream = asked;
  video.srcObject = asked;
  await video.play();
  while (stream === asked) {
    const texts = await look(video);
    if (texts.length > 0 && stream === asked) {
      stop();
      return texts;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return null;
}

export function stop() {
  asks++;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
}

const lampTrack = () => stream?.getVideoTracks().find((track) => track.getCapabilities?.().torch);
export const hasLamp = () => lampTrack() !== undefined;
export const light = (isLit) => lampTrack()?.applyConstraints({ advanced: [{ torch: isLit }] });

/** The middle square is what the frame on the screen shows. */
async function look(video) {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  if (side === 0) return [];
  const size = Math.min(side, FRAME_SIDE);
  const square = await createImageBitmap(video, (videoWidth - side) / 2, (videoHeight - side) / 2, side, side, { resizeWidth: size, resizeHeight: size });
  try {
    return await readQrTexts(square, { width: size, height: size, isThorough: false });
  } finally {
    square.close();
  }
}
