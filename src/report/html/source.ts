import jsTokens from 'js-tokens';
import type { Finding } from '../../checker/finding.ts';
import type { Location } from '../../model/location.ts';
import type { Context } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** Lines shown around each place. */
const around = 4;

/** Numbers of steps beside a line; with more of them there is no line left to see. */
const badgesShown = 4;

/** The lines of a file, its words marked; undefined where it is gone. */
export type Lines = (file: string) => readonly Markup[][] | undefined;

/** Many findings can lie in one file: it is taken apart once. */
export function linesOf({ source }: Context): Lines {
  const known = new Map<string, readonly Markup[][] | undefined>();
  return file => {
    if (!known.has(file)) {
      const text = source(file);
      known.set(file, text === undefined ? undefined : highlighted(text));
    }
    return known.get(file);
  };
}

/** The source around every place of a finding, a listing for each file. A line knows the steps that happen on it. */
export function sources({ trace, blocked, waiting }: Finding, lines: Lines): Markup {
  const places = [...trace, ...blocked, ...waiting].map(({ location }) => location);
  const files = [...new Set(places.map(({ file }) => file))];
  return html`${files.map(file => listing(file, places.filter(place => place.file === file), { trace, blocked }, lines(file)))}`;
}

function listing(file: string, places: readonly Location[], { trace, blocked }: Pick<Finding, 'trace' | 'blocked'>, lines: readonly Markup[][] | undefined): Markup {
  if (lines === undefined) return html`<figure class="listing" data-file="${file}"><figcaption>${file}</figcaption><p class="gone">The source is not here to be shown.</p></figure>`;
  const tasks = [...new Set(trace.map(({ task }) => task))];
  const rows = lines.flatMap((line, index) => {
    const number = index + 1;
    if (!isNear(places, number)) return isNear(places, number + 1) && number > 1 ? [html`<li class="gap" aria-hidden="true"><span class="line-number"></span><code>⋯</code></li>`] : [];
    const here = trace.flatMap((step, at) => (step.location.file === file && step.location.line === number ? [{ step, at }] : []));
    const badges = here.slice(0, badgesShown).map(({ step, at }) => html`<b class="badge lane-${tasks.indexOf(step.task) % 8}">${at + 1}</b>`);
    const more = here.length > badgesShown ? html`<b class="badge more">+${here.length - badgesShown}</b>` : undefined;
    const isBlocked = blocked.some(({ location }) => location.file === file && location.line === number);
    return [html`<li data-line="${number}"${isBlocked ? html` class="blocked"` : undefined}><span class="line-number">${number}</span><code>${line}</code><span class="badges" aria-hidden="true">${badges}${more}</span></li>`];
  });
  return html`<figure class="listing" data-file="${file}"><figcaption>${file}</figcaption><div class="scroll" tabindex="0" role="region" aria-label="Source of ${file}"><ol>${rows}</ol></div></figure>`;
}

function isNear(places: readonly Location[], line: number): boolean {
  return places.some(place => Math.abs(place.line - line) <= around);
}

const keywords = new Set(('abstract as async await break case catch class const continue declare default delete do else enum export extends false finally for from function get if implements import in '
  + 'instanceof interface let namespace new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined using var void while yield').split(' '));

/** The lines of a program, its words marked as keywords, strings, numbers and comments. */
function highlighted(text: string): Markup[][] {
  const lines: Markup[][] = [[]];
  for (const token of jsTokens(text)) {
    const style = styleOf(token.type, token.value);
    token.value.split(/\r\n|[\n\r\u2028\u2029]/).forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(style === undefined ? html`${part}` : html`<i class="${style}">${part}</i>`);
    });
  }
  return lines;
}

function styleOf(type: string, value: string): string | undefined {
  if (/Comment$/.test(type)) return 'comment';
  if (/^(StringLiteral|.*Template.*|RegularExpressionLiteral)$/.test(type)) return 'string';
  if (type === 'NumericLiteral') return 'literal';
  return type === 'IdentifierName' && keywords.has(value) ? 'keyword' : undefined;
}
