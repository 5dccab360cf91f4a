// `npm run screenshots`: the pictures of the README, of fixtures/demo/transfer.ts as it is reported today. Needs chromium: the one of the system,
// or the one that the variable CHROMIUM names.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const target = 'docs/pictures';
const executablePath = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => path !== '' && existsSync(path));
if (executablePath === undefined) throw new Error('no chromium is installed; set CHROMIUM to where it is');

const folder = mkdtempSync(join(tmpdir(), 'coffman-pictures-'));
const report = join(folder, 'report.html');
const { stdout } = spawnSync(process.execPath, ['dist/cli/bin.js', 'check', 'fixtures/demo/transfer.ts', '--no-cache', '-o', `html=${report}`], {
  encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined, COLUMNS: '100' },
});

const colours = { 1: 'font-weight:700', 2: 'opacity:.6', 31: 'color:#ff7b72', 32: 'color:#7ee787', 33: 'color:#e3b341', 36: 'color:#79c0ff', 90: 'color:#8b949e' };

/** What a terminal makes of the text, as markup. */
function painted(text) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const [plain, ...coloured] = escaped.split('\u001b[');
  let styles = [];
  return plain + coloured.map(part => {
    const [, codes, rest] = /^([\d;]*)m([^]*)$/.exec(part);
    for (const code of codes.split(';')) styles = code in colours ? [...styles, colours[code]] : code === '22' ? styles.filter(style => !/weight|opacity/.test(style)) : styles.filter(style => !style.startsWith('color'));
    return styles.length === 0 ? rest : `<span style="${styles.join(';')}">${rest}</span>`;
  }).join('');
}

const terminal = `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117; } pre { margin: 0; padding: 22px 26px; color: #e6edf3; font: 13px/1.45 'DejaVu Sans Mono', monospace; width: max-content; }
</style><pre><span style="opacity:.6">$</span> npx coffman check fixtures/demo/transfer.ts\n${painted(stdout.trimEnd())}</pre>`;

mkdirSync(target, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, colorScheme });
    await page.goto(pathToFileURL(report).href);
    await page.screenshot({ path: join(target, `report-${colorScheme}.png`), animations: 'disabled', fullPage: true });
    await page.close();
  }
  const page = await browser.newPage({ viewport: { width: 820, height: 400 } });
  writeFileSync(join(folder, 'terminal.html'), terminal);
  await page.goto(pathToFileURL(join(folder, 'terminal.html')).href);
  await page.locator('pre').screenshot({ path: join(target, 'terminal.png') });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
