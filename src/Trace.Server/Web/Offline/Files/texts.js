// Every word of the page. None says more than was checked, and none judges a product.

const list = new Intl.NumberFormat('en');
const count = (number, one, many) => `${list.format(number)} ${number === 1 ? one : many}`;

export const TEXTS = {
  title: 'Offline check',
  online: 'Online',
  offline: 'No network',
  intro: 'Check a label without network',
  introText: 'This page reads the code on a label and checks its signature on this device.',
  scan: 'Scan with the camera',
  scanNext: 'Scan the next label',
  photo: 'Take a photo',
  stop: 'Stop the camera',
  light: 'Light',
  aim: 'Hold the code inside the frame.',
  typed: 'Enter the code as text',
  typedHint: 'The whole web address in the code, also from a hand scanner.',
  typedButton: 'Check',
  working: 'Looking for a code …',
  cameraRefused: 'The camera cannot be used: the browser or the device does not allow it. Take a photo instead.',
  noReader: 'This browser reads no QR codes from pictures, and this server has no reader for it. Enter the code as text, or use another browser.',
  notStored: 'This device did not store the scan, so it will not be sent. Free some space and scan again.',

  ready: 'This device',
  worksOffline: 'Opens and checks without network',
  notYetOffline: 'Being stored on this device …',
  cannotOffline: 'This browser cannot store the page. It works only while there is network; open it over https, and not in a private window.',
  cannotVerify: 'This browser cannot check signatures. A newer one can; scans are sent all the same.',
  noKeys: 'No keys yet: connect once, so that signatures can be checked',
  keys: (brands, time) => `Keys of ${count(brands, 'brand', 'brands')}, fetched ${time}`,
  oldKeys: (days) => `The keys are ${count(days, 'day', 'days')} old. A key withdrawn since then is not known here.`,
  updateKeys: 'Update the keys',
  keysUnreachable: 'The keys could not be fetched; those on this device stay.',
  keysUnreadable: 'What came was no list of keys; those on this device stay.',
  newVersion: 'A new version of this page is here.',
  reload: 'Use it now',

  scans: 'Scans',
  noScans: 'Nothing scanned yet. Each scan is kept on this device and sent when there is network.',
  summary: (waiting, done) => [waiting && `${list.format(waiting)} waiting`, done && `${list.format(done)} answered`].filter(Boolean).join(' · '),
  send: 'Send now',
  forget: 'Remove answered scans',
  pending: 'Waiting for network',
  sent: 'Sent',
  refused: 'Not taken by the server',
  scannedAt: 'Scanned',
  nthCheck: (ordinal) => ordinal === 1 ? 'first check on record' : `check ${list.format(ordinal)} on record`,
  sentNote: 'The server records a scan with the time at which it is sent.',

  gtin: 'GTIN',
  serial: 'Serial',
  lot: 'Lot',
  expiry: 'Expiry',
  key: 'Key',
  keyNumber: (id) => `number ${id}`,
  offlineAnswer: 'Checked on this device',
  notLookedAt: 'Not looked at on this device',
  next: 'What to do',
  history: [
    'where and how often this code was checked before',
    'recalls, and reports of theft or loss',
    'whether more than one product carries it: a copied label has the same signature',
  ],
  willBeSent: 'The scan is kept and sent when there is network; the server’s answer then appears here.',

  /** Of each answer of verifying.js: heading, what was checked, what to do. */
  answers: {
    signature_valid: ({ brand }) => ({
      heading: `${brand || 'The brand'} signed this code.`,
      text: 'The signature matches what the code says, with a key that this brand has published for this product.',
      next: 'Compare what stands above with what is printed on the package.',
    }),
    signature_invalid: ({ brand }) => ({
      heading: 'The signature does not match this code.',
      text: `It names a key of ${brand || 'a brand'}, but the key did not sign what the code says. Something in it was changed or misread.`,
      next: 'Scan it once more, straight and in good light. If the answer stays, ask the brand.',
    }),
    wrong_key: ({ brand }) => ({
      heading: 'This key does not sign for this product.',
      text: `The code names a key of ${brand || 'a brand'} that is not published for this GTIN.`,
      next: 'Update the keys when there is network and scan again. If the answer stays, ask the brand.',
    }),
    unknown_key: ({ keyId }) => ({
      heading: 'This device does not know the key of this code.',
      text: `Key ${keyId} is not in the list on this device. The list may be old, or the code belongs to another service.`,
      next: 'Update the keys when there is network, and scan again.',
    }),
    key_revoked: ({ brand }) => ({
      heading: 'The signature holds, but its key was withdrawn.',
      text: `${brand || 'The brand'} withdrew this key. Only the server can tell which of its codes stand.`,
      next: 'Wait for the answer of the server.',
    }),
    signature_absent: ({ code }) => ({
      heading: 'This code can be checked online only.',
      text: code.serial.length === 20
        ? 'It has no signature. The last characters of its serial may be check characters, which only the server can check.'
        : 'It has no signature, so there is nothing that could be checked on this device.',
      next: 'Wait for the answer of the server.',
    }),
    attribute_not_checked: () => ({
      heading: 'This code can be checked online only.',
      text: 'It holds data that this page does not know how to read.',
      next: 'Wait for the answer of the server.',
    }),
    browser_cannot_verify: () => ({
      heading: 'This browser cannot check signatures.',
      text: 'The code was read, but nothing of it was checked.',
      next: 'Use a newer browser, or wait for the answer of the server.',
    }),
    not_a_code: () => ({
      heading: 'This is not the code of a product.',
      text: 'What was read has another form. It was not kept, and it will not be sent.',
      next: 'Look for the QR code beside the printed serial.',
    }),
    no_code: () => ({
      heading: 'No QR code was found.',
      text: 'There is none in the picture, or it could not be read.',
      next: 'Go closer, hold the camera straight, and avoid reflections.',
    }),
  },
  verdicts: {
    issued: 'Issued; nothing on record speaks against it',
    caution: 'Issued, but something asks for care',
    not_issued: 'No record that this code was issued',
    not_activated: 'Issued, but not reported as in use',
    recalled: 'Recalled by the brand',
    retired: 'Recorded as sold, used up or withdrawn',
  },
  /** Short, for the list. */
  outcomes: {
    valid: 'Signature holds',
    invalid: 'Signature does not hold',
    unknown_key: 'Key not known here',
    check_online: 'Online only',
  },
  time: (time) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(time),
};
