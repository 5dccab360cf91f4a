// @ts-check
// Steps through the findings. The page is complete without it.
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');

  /** @param {string} selector @param {ParentNode} [within] */
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const articles = all('main > article');

  /** @param {Element} article */
  const stepsOf = article => all('[data-step]', article).filter(element => element.tagName === 'BUTTON');

  /** The position of each article: the index of a step, or their number for the end. @type {Map<Element, number>} */
  const positions = new Map(articles.map(article => [article, stepsOf(article).length]));

  const current = () => articles.find(article => !article.hasAttribute('hidden')) ?? articles[0];

  /** @param {Element} article @param {number} wanted @param {boolean} [scroll] */
  function go(article, wanted, scroll = true) {
    const steps = stepsOf(article);
    const position = Math.max(0, Math.min(steps.length, wanted));
    positions.set(article, position);
    for (const group of all('g.step', article)) {
      const step = Number(group.getAttribute('data-step'));
      group.classList.toggle('current', step === position);
    }
    for (const button of steps) {
      const isCurrent = Number(button.getAttribute('data-step')) === position;
      if (isCurrent) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    }
    article.classList.toggle('ended', position === steps.length);
    veil(article, position);
    light(article, position < steps.length ? [steps[position]] : all('.ending [data-line]', article), scroll);
    const output = article.querySelector('output');
    if (output !== null) output.textContent = position < steps.length ? `Step ${position + 1} of ${steps.length}: ${said(steps[position])}` : `The end, after ${steps.length} steps`;
  }

  /** @param {Element} button */
  const said = button => [...button.childNodes].filter(node => node.nodeName !== 'CODE').map(node => node.textContent).join('').trim();

  /** What comes after the current step is veiled. @param {Element} article @param {number} position */
  function veil(article, position) {
    const cover = article.querySelector('.veil');
    const band = article.querySelector(`g.step[data-step="${position}"] .band`);
    const bands = all('g.step .band', article);
    const last = bands.at(-1);
    if (cover === null || last === undefined) return;
    const bottom = end(last) + 16;
    const top = band === null ? bottom : end(band);
    cover.setAttribute('y', String(top));
    cover.setAttribute('height', String(bottom - top));
    article.querySelector(`g.step[data-step="${position}"] .label`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  /** @param {Element} rect */
  const end = rect => Number(rect.getAttribute('y')) + Number(rect.getAttribute('height'));

  /** Lights the lines of the given places, and shows their files only. @param {Element} article @param {readonly Element[]} places @param {boolean} scroll */
  function light(article, places, scroll) {
    for (const line of all('li.lit', article)) line.classList.remove('lit');
    const files = places.map(place => place.getAttribute('data-file'));
    for (const listing of all('.listing', article)) {
      const file = listing.getAttribute('data-file');
      listing.toggleAttribute('hidden', !files.includes(file));
      for (const place of places) {
        if (place.getAttribute('data-file') !== file) continue;
        const line = listing.querySelector(`li[data-line="${place.getAttribute('data-line')}"]`);
        line?.classList.add('lit');
        if (scroll && line instanceof HTMLElement) centre(line);
      }
    }
  }

  /** Within its listing: the page itself stays where it is. @param {HTMLElement} line */
  function centre(line) {
    const box = line.closest('.scroll');
    if (box !== null) box.scrollTop = line.offsetTop - box.clientHeight / 2;
  }

  /** @param {boolean} focus */
  function showChosen(focus) {
    const chosen = articles.find(article => `#${article.id}` === location.hash) ?? articles[0];
    for (const article of articles) article.toggleAttribute('hidden', article !== chosen);
    for (const link of all('nav a')) {
      if (link.getAttribute('href') === `#${chosen?.id}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (chosen !== undefined) go(chosen, positions.get(chosen) ?? 0);
    const heading = chosen?.querySelector('h2');
    if (focus && heading) heading.focus({ preventScroll: true });
    if (focus) scrollTo(0, 0);
  }

  /** @type {Record<string, (position: number, steps: number) => number>} */
  const moves = {
    first: () => 0,
    back: position => position - 1,
    on: position => position + 1,
    last: (_, steps) => steps,
  };
  /** @type {Record<string, string>} */
  const keys = { ArrowLeft: 'back', ArrowRight: 'on', Home: 'first', End: 'last' };

  /** @param {string} name */
  function move(name) {
    const article = current();
    if (article === undefined || stepsOf(article).length === 0) return;
    go(article, moves[name](positions.get(article) ?? 0, stepsOf(article).length));
  }

  addEventListener('keydown', event => {
    const name = keys[event.key];
    if (name === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    move(name);
  });
  addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;
    const control = event.target.closest('[data-go]');
    if (control !== null) move(control.getAttribute('data-go') ?? '');
    const step = event.target.closest('[data-step]');
    const article = step?.closest('article');
    if (step && article) go(article, Number(step.getAttribute('data-step')));
  });
  addEventListener('hashchange', () => showChosen(true));

  const theme = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  function nameTheme() {
    if (theme !== null) theme.textContent = isDark() ? 'Light' : 'Dark';
  }
  theme?.removeAttribute('hidden');
  theme?.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
  });
  system.addEventListener('change', nameTheme);
  // on paper everything is shown, whatever was chosen on the screen
  addEventListener('beforeprint', () => {
    for (const hidden of all('main > article, .listing')) hidden.removeAttribute('hidden');
    for (const details of all('details')) details.setAttribute('open', '');
  });
  addEventListener('afterprint', () => showChosen(false));

  nameTheme();
  for (const article of articles) go(article, positions.get(article) ?? 0, false);
  showChosen(false);
})();
