// Visits pages with Chromium. Argument: path of the browser. Standard input: one JSON request a line (see PageVisit.cs);
// standard output: one JSON answer a line. Ends, and ends the browser, when its input ends.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const executablePath = process.argv[2];
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
let launching;
const running = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, visit } = JSON.parse(line);
  const task = run(visit)
    .then(result => ({ id, result }), error => ({ id, error: error.message }))
    .then(answer => process.stdout.write(`${JSON.stringify(answer)}\n`))
    .finally(() => running.delete(task));
  running.add(task);
}
// Whoever asked is gone.
if (launching) await (await launching).close();
process.exit(0);

async function run(visit) {
  launching ??= chromium.launch({ executablePath, headless: true, args: flags });
  const browser = await launching;
  const options = contextOptions(visit);
  const context = await browser.newContext(options);
  try {
    context.setDefaultTimeout(visit.timeoutMs);
    await context.addCookies(Object.entries(visit.cookies).map(([name, value]) => ({ name, value, url: new URL(visit.url).origin })));
    if (visit.servedBy) await serve(context, visit);
    const result = await visitPage(await context.newPage(), visit);
    if (visit.axe && !visit.javaScript) result.violations = await auditCopy(browser, options, result);
    return result;
  } finally {
    await context.close();
  }
}

function contextOptions(visit) {
  return {
    viewport: { width: visit.width, height: visit.height },
    deviceScaleFactor: visit.scale,
    javaScriptEnabled: visit.javaScript,
    locale: visit.locale ?? undefined,
    colorScheme: visit.colorScheme ?? undefined,
    reducedMotion: visit.reducedMotion ? 'reduce' : undefined,
    extraHTTPHeaders: visit.headers,
    geolocation: visit.position ? { latitude: visit.position[0], longitude: visit.position[1] } : undefined,
    permissions: visit.position ? ['geolocation'] : [],
    ignoreHTTPSErrors: true,
    bypassCSP: false,
    serviceWorkers: visit.serviceWorkers ? 'allow' : 'block',
  };
}

/** Requests to the origin of the visit's address go to another address; the page keeps its own. */
async function serve(context, { url, servedBy }) {
  const { origin } = new URL(url);
  await context.route(asked => asked.origin === origin, async route => {
    const { host, pathname, search } = new URL(route.request().url());
    const headers = { ...await route.request().allHeaders(), host };
    const response = await route.fetch({ url: servedBy + pathname + search, headers, maxRedirects: 0 });
    await route.fulfill({ response });
  });
}

async function visitPage(page, visit) {
  const consoleErrors = [];
  const requests = [];
  page.on('console', message => message.type() === 'error' && consoleErrors.push(message.text()));
  page.on('pageerror', error => consoleErrors.push(error.message));
  page.on('request', request => requests.push(request.url()));
  const network = await page.context().newCDPSession(page);
  let transferredBytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => { transferredBytes += encodedDataLength; });
  await network.send('Network.enable');

  const response = await page.goto(visit.url, { waitUntil: 'load' });
  const values = [];
  for (const step of visit.steps) {
    if (visit.blockCookies) await page.context().clearCookies();
    await take(page, step, values);
  }
  // Layout and fonts are settled before anybody looks.
  await page.waitForLoadState('load');

  const seen = await page.evaluate(() => ({
    title: document.title,
    heading: document.querySelector('h1')?.innerText ?? null,
    text: document.body?.innerText ?? '',
    language: document.documentElement.getAttribute('lang'),
    direction: getComputedStyle(document.body ?? document.documentElement).direction,
    scrollWidth: document.documentElement.scrollWidth,
  }));
  const html = await page.content();
  if (visit.screenshot) await page.screenshot({ path: visit.screenshot, fullPage: visit.fullPage });
  const kept = visit.blockCookies ? [] : await page.context().cookies();
  const cookies = Object.fromEntries(kept.map(({ name, value }) => [name, value]));
  const violations = visit.axe && visit.javaScript ? await runAxe(page) : [];
  return {
    url: page.url(), status: response?.status() ?? 0, headers: response?.headers() ?? {},
    ...seen, html, violations, consoleErrors, requests, transferredBytes, values, cookies,
  };
}

async function take(page, { action, selector, value }, values) {
  const target = selector ? find(page, selector) : null;
  switch (action) {
    case 'go': return void await page.goto(value, { waitUntil: 'load' });
    case 'click': return void await target.click();
    case 'fill': return void await target.fill(value);
    case 'select': return void await target.selectOption(value);
    case 'upload': return void await target.setInputFiles(value);
    case 'network': return void await page.context().setOffline(value === 'off');
    case 'press': return void await page.keyboard.press(value);
    case 'wait': return void await target.waitFor({ state: 'visible' });
    case 'screenshot': return void await page.screenshot({ path: value, fullPage: true });
    case 'evaluate': return void values.push((await page.evaluate(value)) ?? null);
    default: throw new Error(`unknown action ${action}`);
  }
}

function find(page, selector) {
  const target = selector.startsWith('label=') ? page.getByLabel(selector.slice('label='.length)) : page.locator(selector);
  return target.first();
}

/**
 * axe cannot run where scripts are switched off, so it looks at a copy of the page: same address and styles, none of the
 * page's own scripts, and what noscript elements showed.
 */
async function auditCopy(browser, options, { url, html }) {
  const context = await browser.newContext({ ...options, javaScriptEnabled: true });
  try {
    const page = await context.newPage();
    await page.route(url, route => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': "script-src 'none'" },
      body: html.replaceAll(/<(\/?)noscript\b/g, '<$1div'),
    }));
    await page.goto(url, { waitUntil: 'load' });
    return await runAxe(page);
  } finally {
    await context.close();
  }
}

/** Evaluated through the debugging protocol, so a content security policy is not in its way. */
async function runAxe(page) {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const result = await page.evaluate(values => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
  return result.violations.map(({ id, impact, help, nodes }) => ({
    id, impact: impact ?? '', help, elements: nodes.map(node => node.target.join(' ')),
  }));
}
