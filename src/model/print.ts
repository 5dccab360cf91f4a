import type { Instruction, Model, Procedure } from './ir/ir.ts';
import { constantText, fileText, type Form, globalText, libraryLookup, lines, Lookup, type Names, referenceText, steps } from './ir/notation.ts';

const width = 120;

/** A model as text that `parseModel` reads back as the same model: what the source says first, what it stands on last. */
export function printModel(model: Model): string {
  const names = namesOf(model);
  const started = new Set(model.entries.map((entry) => entry.procedure));
  const processes = model.procedures.map((procedure, index) => ({ text: printProcess(procedure, index, names), first: !procedure.hidden || started.has(index) }));
  names.file = '';
  const files = [...new Set(model.entries.map((entry) => model.modules[entry.module].file))].join(', ');
  const sections: string[][] = [
    [
      `-- The process model of ${files}.`,
      '-- %n is a slot, `a -> P` is a then P, `P [| throw |> Q` is P that goes on as Q where it throws, @ is a place in the source.',
    ],
    model.entries.map((entry) => lines.entry.print(entry, names)),
    model.modules.map((module, index) => lines.module.print({ ...module, index }, names)),
    ...model.classes.map((info, index) => [lines.class.print({ ...info, index }, names), ...info.members.map((member) => lines.member.print(member, names))]),
    ...processes.filter(({ first }) => first).map(({ text }) => text),
    ['-- What the operations of the libraries do.'],
    Object.entries(model.derived).map(([name, procedure]) => lines.derived.print({ name, procedure }, names)),
    ...processes.filter(({ first }) => !first).map(({ text }) => text),
    ['-- Tables.'],
    Object.entries(model.labels).map(([site, name]) => lines.label.print({ site: Number(site), name }, names)),
    model.landmarks.length > 0 ? [lines.landmarks.print(model, names)] : [],
    model.mutable.length > 0 ? [lines.mutable.print(model, names)] : [],
    model.libraries.map((library) => `library ${JSON.stringify(library)}`),
    names.constants.texts.map((text) => `constant ${text}`),
    printSites(model),
  ];
  return `${sections.filter((section) => section.length > 0).map((section) => section.join('\n')).join('\n\n')}\n`;
}

function namesOf(model: Model): Names {
  const libraries = libraryLookup(model.libraries);
  return {
    constants: new Lookup('constant', model.constants.map((constant) => constantText(constant, model, libraries))),
    sites: new Lookup('site', model.sites.map((site) => `${fileText(site.file)}:${site.line}:${site.column}`)),
    processes: new Lookup('process', model.procedures.map((procedure, index) => referenceText(procedure.name, index))),
    classes: new Lookup('class', model.classes.map((info, index) => referenceText(info.name, index))),
    globals: new Lookup('global', model.modules.flatMap((module, m) => module.globals.map((name, index) => globalText(name, m, index)))),
    file: '', label: '', slots: 0,
  };
}

/** A process: its handlers, then its basic blocks as equations. A place is written where it is not that of the step before. */
function printProcess(procedure: Procedure, index: number, names: Names): string[] {
  names.file = '';
  const out = [lines.process.print({ ...procedure, index }, names)];
  names.file = /^(.*):\d+:\d+(?:'\d+)?$/.exec(names.sites.text(procedure.site))?.[1] ?? '';
  names.label = procedure.name.replaceAll(/[^\w$]+/g, '_') || '_';
  for (const handler of procedure.handlers) out.push(lines.handler.print(handler, names));
  const starts = blockStarts(procedure);
  let site = procedure.site;
  let block: string[] = [];
  let start = 0;
  procedure.code.forEach((instruction, i) => {
    const place = procedure.sites[i] === site ? '' : ` @${names.sites.text(procedure.sites[i]).replace(`${names.file}:`, '')}`;
    site = procedure.sites[i];
    const end = instruction.op === 'return' ? ' -> SKIP' : instruction.op === 'throw' ? ' -> STOP' : '';
    block.push(printStep(instruction, names) + place + end);
    if (!ends(instruction) && starts.has(i + 1)) block.push(`${names.label}.${i + 1}`);
    if (!starts.has(i + 1) && i + 1 < procedure.code.length) return;
    out.push(...wrap(`  ${names.label}.${start} = `, block));
    block = [];
    start = i + 1;
  });
  return out;
}

function printStep(instruction: Instruction, names: Names): string {
  // each form takes the instruction whose name it has
  const form = steps[instruction.op] as Form<Instruction>;
  return form.print(instruction, names);
}

function ends(instruction: Instruction): boolean {
  return instruction.op === 'jump' || instruction.op === 'branch' || instruction.op === 'return' || instruction.op === 'throw';
}

function blockStarts({ code, handlers }: Procedure): ReadonlySet<number> {
  const starts = new Set([0]);
  code.forEach((instruction, i) => {
    if (instruction.op === 'jump') starts.add(instruction.target);
    if (instruction.op === 'branch') starts.add(instruction.yes).add(instruction.no);
    if (ends(instruction)) starts.add(i + 1);
  });
  for (const handler of handlers) starts.add(handler.from).add(handler.to).add(handler.target);
  return new Set([...starts].filter((start) => start >= 0 && start < code.length));
}

/** The parts joined by arrows, on as many lines as it takes. */
function wrap(head: string, parts: readonly string[]): string[] {
  const out: string[] = [];
  let line = head;
  parts.forEach((part, i) => {
    if (i > 0 && line.length + part.length + 4 > width) {
      out.push(line);
      line = `    -> ${part}`;
    } else line += i > 0 ? ` -> ${part}` : part;
  });
  return [...out, line];
}

/** The places, those of one file that follow each other together. */
function printSites(model: Model): string[] {
  const out: string[] = [];
  let file: string | undefined;
  for (const site of model.sites) {
    const last = out.length - 1;
    const range = `${site.line}:${site.column}-${site.endLine}:${site.endColumn}`;
    if (site.file === file && out[last].length + range.length < width) out[last] += ` ${range}`;
    else out.push(`sites ${fileText(site.file)} ${range}`);
    file = site.file;
  }
  return out;
}
