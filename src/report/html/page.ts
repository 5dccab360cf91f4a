import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EntryResult, Finding } from '../../checker/finding.ts';
import type { Diagnostic } from '../../model/location.ts';
import { conditionNames } from '../finding.ts';
import { painter } from '../paint.ts';
import { place } from '../place.ts';
import type { Context, Report, Reporter } from '../report.ts';
import { capitalise, count, plural } from '../text.ts';
import { verdict } from '../verdict.ts';
import { diagram } from './diagram.ts';
import { graph } from './graph.ts';
import { interleaving } from './interleaving.ts';
import { html, Markup, type Content } from './markup.ts';
import { linesOf, sources, type Lines } from './source.ts';

const [style, script] = ['report.css', 'report.js'].map(name => readFileSync(new URL(`../../../assets/${name}`, import.meta.url), 'utf8'));

/**
 * One file that needs no network and works without its script: all is there as text and drawings; the script only steps
 * through it. The policy in its head lets nothing run or load but what was put there.
 */
export const page: Reporter = (report, context) => `<!doctype html>\n${html`<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; img-src data:; base-uri 'none'; form-action 'none'">
<title>${title(report)}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cg fill='none' stroke='%23d33' stroke-width='3'%3E%3Cpath d='M3 6a5 5 0 0 1 10 0M13 10a5 5 0 0 1-10 0'/%3E%3C/g%3E%3C/svg%3E">
<style>${new Markup(style)}</style></head>
<body><a class="skip" href="#main">Skip to the findings</a>
<header><h1 class="brand"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 6a5 5 0 0 1 10 0M13 10a5 5 0 0 1-10 0"/></svg>Coffman</h1>
<p class="verdict">${verdict(report, painter(false))}</p><button id="theme" type="button" hidden>Dark</button></header>
<div class="columns">${navigation(report)}
<main id="main" tabindex="-1">${report.findings.length === 0 ? nothing(report) : undefined}${articles(report, context)}
${entries(report.entries)}${remarks(report.diagnostics)}</main></div>
<footer>Coffman ${context.version}. Your code was not run: this is what its model can do.</footer>
<script>${new Markup(script)}</script></body></html>`.text}\n`;

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function title({ findings }: Report): string {
  return findings.length === 0 ? 'Coffman: nothing found' : `Coffman: ${plural(findings.length, 'finding')}`;
}

function navigation({ findings, entries: all, diagnostics }: Report): Markup {
  return html`<nav aria-label="Findings"><ol>${findings.map((finding, index) => html`<li><a href="#finding-${index + 1}">
<span class="chip ${finding.confidence}">${finding.confidence} ${finding.kind}</span><strong>${heading(finding)}</strong><span class="where">${place(finding.location)}</span></a></li>`)}</ol>
<ul><li><a href="#entries">Entries <span class="count">${count(all.length)}</span></a></li>${diagnostics.length === 0 ? undefined : html`<li><a href="#remarks">Not followed, or assumed <span class="count">${count(diagnostics.length)}</span></a></li>`}</ul></nav>`;
}

/** The resources of a finding say best which one it is. */
function heading({ blocked, entry }: Finding): string {
  const resources = [...new Set(blocked.map(({ resource }) => resource))].filter(resource => resource !== '');
  if (resources.length === 0) return entry.name;
  return resources.length <= 4 ? resources.join(', ') : `${resources.slice(0, 3).join(', ')} and ${resources.length - 3} more`;
}

function articles(report: Report, context: Context): Markup[] {
  const lines = linesOf(context);
  return report.findings.map((finding, index) => article(finding, index, report, lines));
}

function article(finding: Finding, index: number, report: Report, lines: Lines): Markup {
  const id = `finding-${index + 1}`;
  const waits = graph(finding, id);
  return html`<article id="${id}" aria-labelledby="${id}-heading">
<p class="eyebrow"><span class="chip ${finding.confidence}">${finding.confidence} ${finding.kind}</span> ${index + 1} of ${report.findings.length} · in <code>${finding.entry.name}</code> · <code>${place(finding.location)}</code></p>
<h2 id="${id}-heading" tabindex="-1">${heading(finding)}</h2>
<p class="message">${finding.message}</p>
${finding.trace.length === 0 ? undefined : html`<div class="stepper" role="group" aria-label="Steps">
<button type="button" data-go="first" aria-label="First step">⇤</button><button type="button" data-go="back" aria-label="Step back">←</button>
<output aria-live="polite"></output><button type="button" data-go="on" aria-label="Step forward">→</button><button type="button" data-go="last" aria-label="The end">⇥</button></div>`}
<div class="pair"><section class="card"><h3>How it comes to this</h3>${diagram(interleaving(finding), id)}${stepList(finding)}</section>
<section class="card source"><h3>Source</h3>${sources(finding, lines)}</section></div>
<div class="pair">${waits === undefined ? undefined : html`<section class="card"><h3>Who waits for whom</h3><div class="scroll" tabindex="0" role="region" aria-label="Wait-for graph, scrollable">${waits}</div></section>`}
<section class="card fix"><h3>What would fix it</h3><p>${finding.suggestion}</p><p class="id"><code>${finding.id}</code></p></section></div>
${finding.coffman === null ? undefined : html`<h3 class="above">The four Coffman conditions</h3><div class="tiles">${conditionNames.map(([condition, name]) => tile(name, finding.coffman?.[condition] ?? null))}</div>`}
</article>`;
}

function stepList({ trace, blocked }: Finding): Markup {
  return html`<details class="steps"><summary>The steps in words</summary><ol>${trace.map(({ task, action, location }, index) => html`<li><button type="button" data-step="${index}" data-file="${location.file}" data-line="${location.line}"><b>${task}</b> ${action} <code>${place(location)}</code></button></li>`)}
<li class="ending">${blocked.map(({ task, operation, resource, location }) => html`<span data-file="${location.file}" data-line="${location.line}"><b>${task}</b>: ${operation}${resource === '' ? '' : ` on ${resource}`} <code>${place(location)}</code></span>`)}</li></ol></details>`;
}

function tile(name: string, evidence: string | null): Markup {
  return html`<section class="tile ${evidence === null ? 'absent' : 'holds'}"><h4>${capitalise(name)}</h4><p class="state">${evidence === null ? 'does not hold' : 'holds'}</p>${evidence === null ? undefined : html`<ul>${evidence.split('; ').map(part => html`<li>${part}</li>`)}</ul>`}</section>`;
}

function nothing(report: Report): Markup {
  const text = report.summary.incomplete > 0 ? 'Nothing found, but not everything was explored.' : 'Nothing found.';
  return html`<article id="nothing" class="nothing"><h2 tabindex="-1">${text}</h2><p>${verdict(report, painter(false))}</p></article>`;
}

function entries(all: readonly EntryResult[]): Markup {
  const rows = all.map(({ name, file, line, verdict: result, reason, states }) => row([html`<code>${name}</code>`, html`<code>${file}:${line}</code>`, html`<span class="chip ${result}">${result}</span>`, reason ?? '', count(states)]));
  return html`<article id="entries"><h2 tabindex="-1">Entries</h2><div class="scroll" tabindex="0" role="region" aria-label="Table of entries, scrollable"><table><thead><tr><th>entry</th><th>where</th><th>verdict</th><th>stopped because</th><th>states</th></tr></thead><tbody>${rows}</tbody></table></div></article>`;
}

function remarks(diagnostics: readonly Diagnostic[]): Markup | undefined {
  if (diagnostics.length === 0) return undefined;
  const rows = diagnostics.map(({ severity, message, location }) => row([html`<span class="chip ${severity}">${severity}</span>`, message, location === null ? '' : html`<code>${place(location)}</code>`]));
  return html`<article id="remarks"><h2 tabindex="-1">Not followed, or assumed</h2><div class="scroll" tabindex="0" role="region" aria-label="Table of remarks, scrollable"><table><thead><tr><th>severity</th><th>what</th><th>where</th></tr></thead><tbody>${rows}</tbody></table></div></article>`;
}

function row(cells: readonly Content[]): Markup {
  return html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`;
}
