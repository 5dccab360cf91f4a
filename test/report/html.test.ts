import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding, Step } from '../../src/checker/finding.ts';
import { interleaving } from '../../src/report/html/interleaving.ts';
import { html } from '../../src/report/html/markup.ts';
import { page as render } from '../../src/report/html/page.ts';
import type { Report } from '../../src/report/report.ts';
import { at, context, sample } from './sample.ts';

const [deadlock, leak] = sample.findings as readonly [Finding, Finding];

test('what is put into markup is escaped, markup is not', () => {
  expect(html`<a title="${'"><b>'}">${html`<i>${1}</i>`}${['<', undefined, '&']}</a>`.text).toBe('<a title="&quot;&gt;&lt;b&gt;"><i>1</i>&lt;&amp;</a>');
});

describe('the interleaving', () => {
  const step: Step = { task: 'a', action: '', location: at('a.ts', 1, 1, 2), resource: 'lock', effect: null, waits: false, answers: [] };
  const shown = interleaving({
    ...leak,
    blocked: [{ task: 'b', operation: 'send', resource: 'c', location: at('a.ts', 9, 1, 2) }],
    trace: [
      { ...step, effect: 'takes' },
      { ...step, task: 'b', effect: 'takes', waits: true },
      { ...step, effect: 'sends', resource: 'c' },
      { ...step, effect: 'gives', answers: [1] },
      { ...step, task: 'b', effect: 'receives', resource: 'c', answers: [2] },
      { ...step, task: 'b', effect: 'sends', resource: 'c', waits: true, location: at('a.ts', 9, 1, 2) },
      { ...step, task: 'b', effect: null },
    ],
  });

  test('a lock is held from where it is granted to where it is given back, or to the end', () => {
    expect(shown.holds).toEqual([
      { lane: 0, resource: 'lock', from: 0, to: 3, slot: 0 },
      { lane: 1, resource: 'lock', from: 3, to: undefined, slot: 0 },
    ]);
  });

  test('a wait ends where it is answered; the one that blocks never does', () => {
    expect(shown.waits).toEqual([{ lane: 1, from: 1, to: 3 }, { lane: 1, from: 5, to: undefined }]);
  });

  test('a wait for room in a buffer ends when its task goes on, whenever the value is taken', () => {
    const { waits } = interleaving({
      ...leak,
      blocked: [],
      trace: [
        { ...step, effect: 'sends', resource: 'c', waits: true },
        { ...step, effect: null },
        { ...step, task: 'b', effect: 'receives', resource: 'c', answers: [0] },
      ],
    });
    expect(waits).toEqual([{ lane: 0, from: 0, to: 1 }]);
  });

  test('an arrow goes from who releases to who is woken, and with the value from its sender', () => {
    expect(shown.arrows).toEqual([{ fromLane: 0, fromRow: 3, toLane: 1, toRow: 3 }, { fromLane: 0, fromRow: 2, toLane: 1, toRow: 4 }]);
  });
});

const executable = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => path !== '' && existsSync(path));

const attack = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">';
const file = `src/${attack}.ts`;

/** A name, a file and a source that would run if one of them were not escaped. */
function attacked(value: Report): Report {
  return JSON.parse(JSON.stringify(value).replaceAll('src/transfer.ts', JSON.stringify(file).slice(1, -1)).replaceAll('main → deposit', JSON.stringify(`main → ${attack}`).slice(1, -1))) as Report;
}

describe.skipIf(executable === undefined)('in a browser (skipped where no chromium is installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffman-html-'));
  const address = pathToFileURL(join(folder, 'report.html')).href;
  const problems: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const source = (name: string): string | undefined => (name === file ? `${context.source('src/transfer.ts') ?? ''}\nconst x = '${attack}'; /* ${attack} */\n`.replace('savings', `savings /* ${attack} */`) : context.source(name));
    writeFileSync(join(folder, 'report.html'), render(attacked(sample), { ...context, source }));
    browser = await chromium.launch({ ...(executable === undefined ? {} : { executablePath: executable }), args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('pageerror', error => problems.push(error.message));
    page.on('console', message => problems.push(message.text()));
    page.on('request', request => requests.push(request.url()));
    await page.goto(address);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const said = (): Promise<string | null> => page.locator('article:visible output').textContent();
  const lit = (): Promise<string[]> => page.evaluate<string[]>("[...document.querySelectorAll('article:not([hidden]) li.lit')].map(line => line.dataset.line)");

  test('shows the finding chosen, at its end: both blocked lines lit', async () => {
    expect(await page.locator('article:visible').count()).toBe(1);
    expect(await said()).toBe('The end, after 6 steps');
    expect(await lit()).toEqual(['8', '15']);
    expect(await page.locator('article:visible .end:not(.behind)').count()).toBe(2);
    expect(await page.locator('article:visible .tile.holds').count()).toBe(3);
    expect(await page.locator('article:visible .node.blocked').count()).toBe(2);
    expect(await page.locator('article:visible .hold').count()).toBe(2);
  });

  test('the arrow keys step, and light the line beside', async () => {
    await page.keyboard.press('Home');
    expect(await said()).toBe('Step 1 of 6: main calls deposit');
    expect(await lit()).toEqual(['21']);
    await page.keyboard.press('ArrowRight');
    expect([await said(), await lit()]).toEqual([`Step 2 of 6: main → ${attack} acquires savings`, ['7']]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await said()).toBe('Step 1 of 6: main calls deposit');
    await page.keyboard.press('End');
    expect(await said()).toBe('The end, after 6 steps');
  });

  test('a click on a step of the diagram, and on a button, steps as well', async () => {
    await page.locator('article:visible g.step[data-step="3"] .number').click();
    expect([await said(), await lit()]).toEqual(['Step 4 of 6: main → withdraw acquires checking', ['14']]);
    await page.getByRole('button', { name: 'Step forward' }).click();
    expect(await said()).toBe('Step 5 of 6: main → withdraw waits to acquire savings');
    expect(await page.locator('article:visible [aria-current=step]').textContent()).toContain('waits to acquire savings');
  });

  test('the list leads to the other finding, and moves the focus there', async () => {
    await page.getByRole('link', { name: /possible leak/ }).click();
    expect(await page.locator('article:visible h2').textContent()).toBe('results');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('results');
    expect(await page.locator('article:visible .node.nobody').count()).toBe(1);
  });

  test('everything is within reach of the keyboard, and has a name', async () => {
    await page.goto(`${address}#finding-1`);
    const names: string[] = [];
    for (let press = 0; press < 14; press++) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"));
    }
    expect(names.filter(name => name.trim() === '')).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['Step back', 'Sequence diagram, scrollable', 'The steps in words']));
    expect(await page.evaluate("[...document.querySelectorAll('main svg')].every(drawing => drawing.querySelector(`#${drawing.getAttribute('aria-labelledby')}`) !== null)")).toBe(true);
  });

  test('dark is what the system or the button says', async () => {
    const background = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    await page.getByRole('button', { name: 'Light' }).click();
    expect(await background()).not.toBe(dark);
  });

  test('on paper everything is there, without the controls', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('main > article:visible').count()).toBe(4);
    expect(await page.locator('nav:visible, .stepper:visible').count()).toBe(0);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: null });
  });

  test('without scripts everything is there', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    await bare.goto(address);
    expect(await bare.locator('main > article:visible').count()).toBe(4);
    await plain.close();
  });

  test('nothing of what is shown runs, nothing is fetched, nothing goes wrong', async () => {
    expect(await page.title()).toBe('Coffman: 2 findings');
    expect(await page.locator('img, script').count()).toBe(1);
    expect(problems).toEqual([]);
    expect(requests.filter(url => url.split('#')[0] !== address && !url.startsWith('data:'))).toEqual([]);
  });
});

/** A ring of tasks with long names, each of which holds a lock and waits for the next. */
function ring(size: number): Report {
  const name = (index: number): string => `main → aFunctionWithAnExtraordinarilyLongName (${index % size + 1})`;
  const lock = (index: number): string => `lock (${index % size + 1})`;
  const [take, wait] = [at('src/transfer.ts', 7, 25, 42), at('src/transfer.ts', 8, 23, 41)];
  const all = Array.from({ length: size }, (_, index) => index);
  const step = (index: number, waits: boolean): Step => ({ task: name(index), action: `${waits ? 'asks for' : 'acquires'} ${lock(index + Number(waits))}`, location: waits ? wait : take, resource: lock(index + Number(waits)), effect: 'takes', waits, answers: [] });
  const finding: Finding = {
    ...deadlock,
    blocked: all.map(index => ({ task: name(index), operation: 'acquire', resource: lock(index + 1), location: wait })),
    waiting: [],
    trace: [...all.map(index => step(index, false)), ...all.map(index => step(index, true))],
    waitFor: all.map(index => ({ ...deadlock.waitFor[0], task: name(index), other: name(index + 1), resource: lock(index + 1), circular: true })),
  };
  return { ...sample, findings: [finding] };
}

describe.skipIf(executable === undefined)('a finding of many tasks with long names, in a browser', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ ...(executable === undefined ? {} : { executablePath: executable }), args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1300, height: 800 } });
    await page.setContent(render(ring(32), context));
  });

  afterAll(() => browser.close());

  const count = (script: string): Promise<number> => page.evaluate<number>(script);

  test('no name leaves its box, and no box covers another', async () => {
    const outside = (box: string): string => `[...document.querySelectorAll('${box}')].filter(box => { const rect = box.querySelector('rect').getBoundingClientRect(); return [...box.querySelectorAll('text')].some(text => { const own = text.getBoundingClientRect(); return own.left < rect.left || own.right > rect.right; }); }).length`;
    const covered = (box: string): string => `(boxes => boxes.filter(a => boxes.some(b => a !== b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length)([...document.querySelectorAll('${box} > rect')].map(box => box.getBoundingClientRect()))`;
    for (const box of ['.head', '.node', '.end']) expect([box, await count(outside(box)), await count(covered(box))]).toEqual([box, 0, 0]);
    expect(await page.locator('.head').count()).toBe(32);
    expect(await page.locator('.head .name').last().textContent()).toMatch(/… \(32\)$/);
  });

  test('wherever it is, the current step is in sight, and so is the source that is lit', async () => {
    const hidden = `[...document.querySelectorAll('.step.current .label, .step.current .number, li.lit .line-number')].filter(one => { const box = one.getBoundingClientRect(); return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) !== one && !one.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)); }).map(one => one.outerHTML)`;
    await page.keyboard.press('Home');
    for (let step = 1; step <= 64; step++) {
      expect(await page.locator('.step.current').getAttribute('data-step')).toBe(String(step - 1));
      if (step % 9 === 1) expect([step, await page.evaluate(hidden)]).toEqual([step, []]);
      await page.keyboard.press('ArrowRight');
    }
  });
});

test('a report without findings says so, and that it was not all explored', () => {
  const empty = render({ ...sample, findings: [], summary: { ...sample.summary, findings: 0 } }, context);
  expect(empty).toContain('Nothing found, but not everything was explored.');
  expect(empty).toContain('stopped after 200,000 states (--max-states)');
});

test('a file with many findings is read once', () => {
  let reads = 0;
  const source = (name: string): string | undefined => {
    reads++;
    return context.source(name);
  };
  render({ ...sample, findings: Array.from({ length: 9 }, () => deadlock) }, { ...context, source });
  expect(reads).toBe(1);
});

test('a file that is gone is said to be gone', () => {
  expect(render({ ...sample, findings: [deadlock] }, { ...context, source: () => undefined })).toContain('The source is not here to be shown.');
});
