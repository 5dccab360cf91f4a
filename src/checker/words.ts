import { basename } from 'node:path';
import type { Model } from '../model/ir/ir.ts';
import type { Location } from '../model/location.ts';
import type { BlockedWords } from './machine.ts';
import { primitives } from './primitives/index.ts';
import type { Happening, Resource } from './replay/happening.ts';
import { isClient, rootOf, startedFor, type Task } from './replay/task.ts';

/** How tasks, resources and operations are named to a person. */

export type TaskName = (task: Task) => string;

/** The name of code outside that calls the program. */
export const caller = 'a caller';

/** Code outside, where it does what no task of the program does. */
export const outside = 'outside';

/**
 * Names for the tasks of a replay: a task's function, and before it that of the task that it works for. Where several
 * tasks of one function run side by side, they are numbered in the order in which they started.
 */
export function nameTasks(model: Model, tasks: readonly Task[]): TaskName {
  const visible = (task: Task): Task[] => chainOf(task).filter((t) => !t.hidden);
  const numbers = new Map<Task, number>();
  const groups = new Map<number, Task[]>();
  // one that has returned a promise of another task that still runs is not over either
  const alive = new Set(tasks.filter((task) => !task.ended).flatMap(chainOf));
  for (const task of tasks) {
    if ((!alive.has(task) && !isCallFromOutside(task)) || task.hidden || visible(task).length > 2) continue;
    groups.set(task.procedure, [...(groups.get(task.procedure) ?? []), task]);
  }
  for (const group of groups.values()) if (group.length > 1) group.forEach((task, i) => numbers.set(task, i + 1));
  const title = (task: Task): string => {
    const number = numbers.get(task);
    return `${model.procedures[task.procedure].name}${number === undefined ? '' : ` (${String(number)})`}`;
  };
  return (task) => {
    const chain = visible(task);
    if (chain.length === 0) return isClient(task) ? caller : ownerName(model, task);
    // a callback is told as the function that it was written in, where there is one besides the outermost
    const innermost = chain.find((t, i) => i === chain.length - 1 || numbers.has(t) || !model.procedures[t.procedure].name.startsWith('callback of')) ?? chain[0];
    const outermost = chain.findLast((t) => numbers.has(t)) ?? chain[chain.length - 1];
    return outermost === innermost ? title(innermost) : `${title(outermost)} → ${title(innermost)}`;
  };
}

/** A call by the client of an open program: earlier calls of the same function are told apart from later ones. */
function isCallFromOutside(task: Task): boolean {
  return task.startedBy?.hidden === true && task.startedBy.startedBy?.hidden === true && (task.awaitedBy?.hidden ?? true);
}

/** The task, the one that awaits it, and so on. Where they await one another in a circle, none of them is the outermost. */
function chainOf(task: Task): Task[] {
  const chain: Task[] = [];
  for (let at: Task | undefined = task; at !== undefined; at = at.awaitedBy) {
    if (chain.includes(at)) return [task];
    chain.push(at);
  }
  return chain;
}

/** A task of the prelude is named after the visible one that started it. */
function ownerName(model: Model, task: Task): string {
  const owner = startedFor(task);
  if (owner === undefined && rootOf(task).isReaction) return 'a reaction';
  return owner === undefined ? 'main' : model.procedures[owner.procedure].name;
}

/** The classes and functions with names of their own that a place is in, from the outermost. */
export function enclosing({ procedures, classes, sites }: Model, place: Location): string {
  const named = [...classes, ...procedures.filter(({ hidden, name }) => !hidden && !/ /.test(name))];
  const around = named.map(({ name, site }) => ({ name, at: sites[site] })).filter(({ at }) => contains(at, place));
  return around.sort((a, b) => (contains(a.at, b.at) ? -1 : 1)).map(({ name }) => name).join('.');
}

function contains(outer: Location, inner: Location): boolean {
  const isBefore = outer.line < inner.line || (outer.line === inner.line && outer.column <= inner.column);
  const isAfter = outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return outer.file === inner.file && isBefore && isAfter;
}

/** A line, with its file where that is another one than what is told of. */
export function lineIn(file: string, location: Location): string {
  const line = `line ${String(location.line)}`;
  return location.file === file ? line : `${line} of ${basename(location.file)}`;
}

export function resourceName(resource: Resource | undefined): string {
  return resource?.label ?? 'a promise';
}

/** What the cases of a select are about. */
export function casesName(cases: readonly (Resource | undefined)[]): string {
  return cases.length === 0 ? 'no case' : [...new Set(cases.map(resourceName))].join(' or ');
}

const actions: Readonly<Record<string, readonly [string, string]>> = {
  'channel.send': ['sends on', 'sends on'],
  'channel.receive': ['receives from', 'receives from'],
  'channel.trySend': ['tries to send on', ''],
  'channel.tryReceive': ['looks into', ''],
  'channel.close': ['closes', ''],
  'select.commit': ['selects', 'waits for'],
  'select.take': ['selects', ''],
  'mutex.acquire': ['acquires', 'asks for'],
  'mutex.tryAcquire': ['acquires', ''],
  'mutex.cancel': ['cancels the waiters of', ''],
  'mutex.release': ['releases', ''],
  'mutex.waitForUnlock': ['sees that it is free:', 'waits for the release of'],
  'rwlock.read': ['takes the read side of', 'asks for the read side of'],
  'rwlock.upgradeableRead': ['takes the upgradeable read side of', 'asks for the upgradeable read side of'],
  'rwlock.write': ['takes the write side of', 'asks for the write side of'],
  'rwlock.acquire': ['takes', 'asks for'],
  'rwlock.tryEnter': ['takes', ''],
  'rwlock.seize': ['steals', ''],
  'rwlock.release': ['releases', ''],
  'token.release': ['releases', ''],
  'token.dispose': ['releases', ''],
  'token.reacquire': ['takes again', 'asks again for'],
  'condition.enqueue': ['', 'waits on'],
  'condition.notifyOne': ['notifies one waiter of', ''],
  'condition.notifyAll': ['notifies all waiters of', ''],
  'latch.wait': ['passes', 'waits for'],
  'latch.countDown': ['counts down', ''],
  'resetEvent.wait': ['passes', 'waits for'],
  'resetEvent.set': ['sets', ''],
  'resetEvent.reset': ['resets', ''],
  'barrier.arrive': ['passes', 'arrives at'],
  'barrier.nextPhase': ['ends a phase of', ''],
  'barrier.leave': ['leaves', ''],
  'countdown.wait': ['passes', 'waits for'],
  'countdown.done': ['counts down', ''],
  'countdown.add': ['adds to', ''],
  'signal.fire': ['aborts', ''],
  'event.fire': ['emits an event of', ''],
  'event.awaitOnce': ['waits for an event of', 'waits for an event of'],
  'stream.read': ['reads from', ''],
  'stream.write': ['writes to', ''],
  'stream.close': ['closes', ''],
  'stream.pipe': ['pipes', ''],
  'stream.finished': ['waits for the end of', ''],
  'limiter.enter': ['gets a place in', 'asks for a place in'],
  'limiter.enterNow': ['gets a place in', ''],
  'limiter.leave': ['leaves', ''],
  'limiter.onIdle': ['finds idle:', 'waits until idle:'],
  'limiter.onEmpty': ['finds empty:', 'waits until empty:'],
  'limiter.onSizeLessThan': ['finds room in', 'waits for room in'],
  'limiter.onPendingZero': ['finds nothing running in', 'waits for the running tasks of'],
  'limiter.clear': ['clears', ''],
  'limiter.pause': ['pauses', ''],
  'limiter.start': ['starts', ''],
  'place.read': ['reads', ''],
  'place.write': ['writes', ''],
  'task.await': ['waits', ''],
  'task.fail': ['ends with an error', ''],
  'timer.set': ['sets a timer', ''],
  'timer.soon': ['queues a task', ''],
  'timer.repeat': ['starts an interval', ''],
  'event.on': ['adds a listener to', ''],
  'event.once': ['adds a listener to', ''],
  'signal.addListener': ['adds a listener to', ''],
  'loan.worker': ['starts a worker', ''],
  'loan.process': ['starts a process', ''],
  'loan.file': ['opens a file', ''],
  'loan.subscription': ['subscribes', ''],
  'token.takeReader': ['takes the reader of', ''],
  'call.return': ['returns', ''],
  'call.throw': ['ends with an error', ''],
  'timer.sleep': ['waits for a timer', 'waits for a timer'],
  'timer.clear': ['clears a timer', ''],
  'promise.resolve': ['resolves', ''],
  'promise.reject': ['rejects', ''],
  'client.isSilent': ['never comes', ''],
};

export function action(happening: Happening, name: TaskName): string {
  if (happening.operation.startsWith('outside.')) return outsideAction(happening, name);
  if (happening.defect !== undefined) return `meets a defect: ${happening.defect}`;
  const [done, waits] = actions[happening.operation] ?? [happening.operation, happening.operation];
  const verb = happening.blocked && waits !== '' ? waits : done;
  if (/^(timer|task|call|loan)\./.test(happening.operation)) return verb;
  if (happening.event !== undefined) return `'${happening.event}' ${verb}`;
  if (happening.operation.startsWith('select.')) return `${verb} ${casesName(happening.about)}`;
  const what = happening.operation.startsWith('promise.') ? 'a promise' : resourceName(happening.resource);
  return `${verb} ${what}${happening.blocked && !verb.startsWith('waits') ? ' and waits' : ''}`;
}

function outsideAction({ operation, event, starts }: Happening, name: TaskName): string {
  switch (operation) {
    case 'outside.event': return `'${event ?? 'an event'}' comes`;
    case 'outside.fail': return event === undefined ? 'meets a failure of code outside' : `meets a failure of ${event}()`;
    default: return `calls ${called(event ?? 'a function', starts === undefined ? undefined : name(starts))}`;
  }
}

/** A function by its name, or as the task that it is from then on. */
function called(title: string, task: string | undefined): string {
  if (title.startsWith('callback of ')) return `the ${title}`;
  return task?.startsWith(`${title} (`) === true ? task : `${title}()`;
}

const bareAwait: BlockedWords = { verb: 'await', waitsFor: 'somebody to settle the promise', mends: 'Settle the promise on every path, failures and closing included.' };

const blocked = new Map<string, BlockedWords>(primitives.flatMap((p) => Object.entries(p.blocked ?? {}).map(([name, words]) => [`${p.name}.${name}`, words] as const)));

/** What a blocked operation is called in a report, who could end the wait, and what would mend it: the primitive's own words. */
export function blockedWords(operation: string): BlockedWords {
  return blocked.get(operation) ?? bareAwait;
}
