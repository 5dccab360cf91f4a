import type { Finding, WaitFor } from '../../checker/finding.ts';
import { clip } from './diagram.ts';
import { html, type Markup } from './markup.ts';

interface Edge extends Pick<WaitFor, 'task' | 'other' | 'resource' | 'circular'> {
  /** Nobody is left who could end the wait. */
  readonly isLost: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const nobody = 'nobody';
const [boxWidth, boxHeight] = [176, 40];

/** The wait-for graph, its tasks in a ring; the cycle in red. */
export function graph(finding: Finding, id: string): Markup | undefined {
  if (finding.isResource === true || finding.kind === 'throws') return undefined;
  const edges = edgesOf(finding);
  const tasks = [...new Set(edges.flatMap(({ task, other }) => [task, other]))];
  if (tasks.length === 0) return undefined;
  const isLadder = tasks.length > 6;
  const rungs = Math.ceil(tasks.length / 2);
  const radiusX = tasks.length < 3 ? 180 : 220;
  const radiusY = tasks.length < 3 ? 0 : isLadder ? (rungs - 1) * 42 : 54 + tasks.length * 14;
  const hasLoop = edges.some(({ task, other }) => task === other);
  const [width, height] = [2 * radiusX + boxWidth + 40, 2 * radiusY + boxHeight + (tasks.length < 3 ? 96 : 60) + (hasLoop ? 30 : 0)];
  const centre = { x: width / 2, y: height / 2 + (hasLoop ? 10 : 0) };
  const at = (task: string): Point => {
    const index = tasks.indexOf(task);
    // on a circle so many boxes would cover each other: up on the left, and down on the right
    if (isLadder) return { x: centre.x + (index < rungs ? -radiusX : radiusX), y: centre.y + (index < rungs ? radiusY - index * 84 : (index - rungs) * 84 - radiusY) };
    const angle = Math.PI + (2 * Math.PI * index) / tasks.length;
    return tasks.length === 1 ? centre : { x: centre.x + radiusX * Math.cos(angle), y: centre.y + radiusY * Math.sin(angle) };
  };
  const blocked = new Set(edges.filter(({ circular, isLost }) => circular || isLost).flatMap(({ task, other, isLost }) => (isLost ? [task] : [task, other])));
  return html`<svg class="graph" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}" role="img" aria-labelledby="${id}-graph">
<title id="${id}-graph">${edges.map(({ task, other, resource }) => `${task} waits for ${other}${resource === '' ? '' : ` (${resource})`}. `)}</title>
${edges.map(edge => arc(edge, at(edge.task), at(edge.other)))}
${tasks.map(task => node(task, at(task), blocked.has(task), task === nobody && !blocked.has(task)))}
</svg>`;
}

function edgesOf({ waitFor, blocked }: Finding): Edge[] {
  const lost = blocked.filter(({ task }, index) => !waitFor.some(edge => edge.task === task) && blocked.findIndex(other => other.task === task) === index);
  return [...waitFor.map(edge => ({ ...edge, resource: edge.resource === 'the end of another task' ? 'its end' : edge.resource, isLost: false })), ...lost.map(({ task, resource }) => ({ task, other: nobody, resource, circular: false, isLost: true }))];
}

function node(task: string, { x, y }: Point, isBlocked: boolean, isNobody: boolean): Markup {
  return html`<g class="node${isBlocked ? ' blocked' : ''}${isNobody ? ' nobody' : ''}"><title>${task}</title>
<rect x="${round(x - boxWidth / 2)}" y="${round(y - boxHeight / 2)}" width="${boxWidth}" height="${boxHeight}" rx="20"/>
<text x="${round(x)}" y="${round(y + 5)}">${clip(task, 19)}</text></g>`;
}

/** An edge bends to its left, so that two that lead to and fro do not cover each other. */
function arc({ task, other, resource, circular, isLost }: Edge, from: Point, to: Point): Markup {
  const name = `edge${circular ? ' circular' : ''}${isLost ? ' lost' : ''}`;
  if (task === other) {
    const top = from.y - boxHeight / 2;
    return html`<g class="${name}"><path d="M${round(from.x - 34)} ${round(top)}c-14 -52 82 -52 68 -2"/>${tip({ x: from.x + 34, y: top }, Math.PI / 2 + 0.25)}<text x="${round(from.x)}" y="${round(top - 46)}">${clip(resource, 28)}</text></g>`;
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const bend = { x: (from.x + to.x) / 2 + (dy / length) * 44, y: (from.y + to.y) / 2 - (dx / length) * 44 };
  const [start, stop] = [border(from, bend), border(to, bend)];
  const middle = { x: (start.x + 2 * bend.x + stop.x) / 4, y: (start.y + 2 * bend.y + stop.y) / 4 };
  return html`<g class="${name}"><path d="M${round(start.x)} ${round(start.y)}Q${round(bend.x)} ${round(bend.y)} ${round(stop.x)} ${round(stop.y)}"/>
${tip(stop, Math.atan2(stop.y - bend.y, stop.x - bend.x))}<text x="${round(middle.x)}" y="${round(middle.y + (dx >= 0 ? -7 : 16))}">${clip(resource, 28)}</text></g>`;
}

/** Where the way from a node's centre leaves its box. */
function border(centre: Point, towards: Point): Point {
  const [dx, dy] = [towards.x - centre.x, towards.y - centre.y];
  const scale = Math.min(1, (boxWidth / 2 + 3) / Math.abs(dx || 1), (boxHeight / 2 + 3) / Math.abs(dy || 1));
  return { x: centre.x + dx * scale, y: centre.y + dy * scale };
}

function tip({ x, y }: Point, angle: number): Markup {
  const side = (turn: number): string => `${round(x - 11 * Math.cos(angle + turn))} ${round(y - 11 * Math.sin(angle + turn))}`;
  return html`<path class="tip" d="M${round(x)} ${round(y)}L${side(0.42)}L${side(-0.42)}Z"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
