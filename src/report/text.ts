/** `2,048`: the same on every machine; to load what knows of locales for it would take longer than most checks. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Breaks text at spaces. A word longer than the width (a path, an expression) stays whole: a cut path cannot be clicked. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap(paragraph => wrapParagraph(paragraph, width));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ').filter(part => part !== '')) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

export function indent(lines: readonly string[], by: number): string[] {
  return lines.map(line => (line === '' ? '' : ' '.repeat(by) + line));
}

/** Keeps the end of a long task name, which is the part that tells it from its siblings. */
export function keepEnd(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

export function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.slice(-1).join('')}`;
}
