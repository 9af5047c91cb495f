// Audits one page as a phone on a slow network. Arguments: path of the browser, address. Standard output: scores of 100 by category, and what is below.
import lighthouse from 'lighthouse';
import { launch } from 'chrome-launcher';

const [chromePath, url] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: ['performance', 'accessibility', 'best-practices'], logLevel: 'error' });
  const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
  const below = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 1).map(({ id, displayValue }) => `${id} ${displayValue ?? ''}`.trim());
  process.stdout.write(JSON.stringify({ scores, below }));
} finally {
  chrome.kill();
}
