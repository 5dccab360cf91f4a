import { plural, wrap } from '../text.ts';
import { html, type Markup } from './markup.ts';
import type { Arrow, Hold, Interleaving, Lane } from './interleaving.ts';

const laneWidth = 192;
/** A lane without steps needs no room for words. */
const narrowLane = 148;
const firstLane = 52;
const header = 64;
const rowHeight = 54;
const footer = 76;
const labelLetters = 22;
/** With more steps than this it is cut into pages on paper. */
const stepsOnPage = 30;

const y = (row: number): number => header + row * rowHeight + rowHeight / 2;
/** Arrows run below the words of their row. */
const arrowDrop = 21;

/** A lane with its place. */
interface Placed extends Lane {
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

function placed({ lanes, steps }: Interleaving): Placed[] {
  let next = firstLane;
  return lanes.map((lane, index) => {
    const [x, width] = [next, steps.some(({ task }) => task === lane.task) ? laneWidth : narrowLane];
    next += width;
    return { ...lane, index, x, width };
  });
}

/** The sequence diagram, with time running down. The script lights the row of the current step and veils what comes after. */
export function diagram(shown: Interleaving, id: string): Markup {
  const { steps, holds, waits, arrows } = shown;
  const lanes = placed(shown);
  const laneOf = (task: string): Placed | undefined => lanes.find(lane => lane.task === task);
  const x = (lane: number): number => lanes[lane]?.x ?? 0;
  const resources = [...new Set(holds.map(({ resource }) => resource))];
  const bottom = header + steps.length * rowHeight;
  const [width, height] = [lanes.reduce((sum, lane) => sum + lane.width, firstLane - 32), bottom + footer];
  return html`<div class="diagram${steps.length > stepsOnPage ? ' tall' : ''}" tabindex="0" role="region" aria-label="Sequence diagram, scrollable">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">Sequence diagram: ${plural(lanes.length, 'task')}, ${plural(steps.length, 'step')}. The list of steps below tells the same in words.</title>
${lanes.map(lane => head(lane, bottom))}
${waits.map(({ lane, from, to }) => html`<line class="wait${to === undefined ? ' forever' : ''}" x1="${x(lane)}" x2="${x(lane)}" y1="${y(from)}" y2="${to === undefined ? bottom + 8 : y(to)}"/>`)}
${holds.map(hold => bar(hold, x(hold.lane), resources.indexOf(hold.resource), bottom))}
${arrows.map(one => arrow(one, x))}
${steps.map(({ task, action }, row) => stepRow(action, row, laneOf(task), width))}
<rect class="veil" x="0" y="${bottom}" width="${width}" height="0"/>
${lanes.map(lane => end(lane, bottom))}
</svg></div>${legend(resources, holds.length > 0)}`;
}

function stepRow(action: string, row: number, lane: Placed | undefined, width: number): Markup {
  const x = lane?.x ?? 0;
  return html`<g class="step lane-${(lane?.index ?? 0) % 8}" data-step="${row}">
<rect class="band" x="4" y="${y(row) - rowHeight / 2 + 2}" width="${width - 8}" height="${rowHeight - 4}" rx="8"/>
<circle cx="${x}" cy="${y(row)}" r="12"/><text class="number" x="${x}" y="${y(row) + 4}">${row + 1}</text>
${label(action, x + 19, y(row))}</g>`;
}

function head({ task, index, x, width }: Placed, bottom: number): Markup {
  const cut = task.lastIndexOf(' → ');
  const [owner, name] = cut < 0 ? ['', task] : [task.slice(0, cut + 2), task.slice(cut + 3)];
  return html`<g class="head lane-${index % 8}"><title>${task}</title>
<line class="life" x1="${x}" x2="${x}" y1="${header - 12}" y2="${bottom + 8}"/>
<rect x="${x - 44}" y="8" width="${width - 14}" height="42" rx="9"/>
<text class="owner" x="${x - 32}" y="24">${clip(owner, (width - 34) / 6.6)}</text>
<text class="name" x="${x - 32}" y="${owner === '' ? 34 : 41}">${clip(name, (width - 34) / 8.6)}</text></g>`;
}

function bar({ resource, from, to, slot }: Hold, x: number, colour: number, bottom: number): Markup {
  const last = to === undefined ? bottom + 8 : y(to);
  return html`<rect class="hold resource-${colour % 6}" x="${x - 25 - slot * 9}" y="${y(from)}" width="6" height="${Math.max(6, last - y(from))}" rx="3"><title>${resource} is held</title></rect>`;
}

function arrow({ fromLane, fromRow, toLane, toRow }: Arrow, x: (lane: number) => number): Markup {
  const direction = Math.sign(toLane - fromLane);
  const [x1, y1, x2, y2] = [x(fromLane) + direction * 4, y(fromRow) + arrowDrop, x(toLane) - direction * 4, y(toRow) + arrowDrop];
  const steep = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number): string => `${round(x2 - 10 * Math.cos(steep + turn))} ${round(y2 - 10 * Math.sin(steep + turn))}`;
  return html`<path class="arrow${fromRow === toRow ? '' : ' later'}" d="M${x1} ${y1}L${x2} ${y2}M${barb(0.45)}L${x2} ${y2}L${barb(-0.45)}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Three lines at most; the whole text is in the title, and in the list of steps. */
function label(text: string, left: number, middle: number): Markup {
  const [first = '', second, ...rest] = wrap(text, labelLetters);
  const lines = [first, second, rest.join(' ')].filter(line => line !== undefined && line !== '');
  return html`<text class="label"><title>${text}</title>${lines.map((line, index) => html`<tspan x="${left}" y="${middle + 4 - (lines.length - 1) * 7 + index * 14}">${clip(line, labelLetters + 2)}</tspan>`)}</text>`;
}

/** The blocked end of a lane. */
function end({ task, blocked, waiting, x, width }: Placed, bottom: number): Markup | undefined {
  const told = blocked ?? waiting;
  if (told === undefined) return undefined;
  const words = blocked === undefined ? 'waits behind' : told.operation;
  const on = blocked === undefined ? told.operation : told.resource;
  return html`<g class="end${blocked === undefined ? ' behind' : ''}"><title>${task}: ${told.operation} on ${told.resource}</title>
<rect x="${x - 44}" y="${bottom + 12}" width="${width - 14}" height="48" rx="9"/>
<circle cx="${x - 24}" cy="${bottom + 36}" r="11"/>
${blocked === undefined
    ? html`<path d="M${x - 24} ${bottom + 30}v7h5"/>`
    : html`<path d="M${x - 28} ${bottom + 32}l8 8m0 -8l-8 8"/>`}
<text class="name" x="${x - 6}" y="${bottom + 32}">${clip(words, (width - 50) / 7.6)}</text><text class="owner" x="${x - 6}" y="${bottom + 49}">${clip(on, (width - 50) / 6.4)}</text></g>`;
}

function legend(resources: readonly string[], isShown: boolean): Markup | undefined {
  if (!isShown) return undefined;
  return html`<ul class="legend" aria-label="Held resources">${resources.map((resource, index) => html`<li><span class="swatch resource-${index % 6}"></span>${resource} held</li>`)}</ul>`;
}

/** The number that tells things of one name apart stays. */
export function clip(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const [tail = ''] = / \(\d+\)$/.exec(text) ?? [];
  return `${text.slice(0, Math.floor(letters) - 1 - tail.length)}…${tail}`;
}
