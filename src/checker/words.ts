import type { Model } from '../model/ir/ir.ts';
import type { Happening, Resource, Task } from './replay.ts';

/** How tasks, resources and operations are named to a person. */

export type TaskName = (task: Task) => string;

/**
 * Names for the tasks of a replay: a task's function, and before it that of the task that it works for. Where several
 * tasks of one function run side by side, they are numbered in the order in which they started.
 */
export function nameTasks(model: Model, tasks: readonly Task[]): TaskName {
  const visible = (task: Task): Task[] => chainOf(task).filter((t) => !t.hidden);
  const numbers = new Map<Task, number>();
  const groups = new Map<number, Task[]>();
  for (const task of tasks) {
    if (task.ended || task.hidden || visible(task).length > 2) continue;
    groups.set(task.procedure, [...(groups.get(task.procedure) ?? []), task]);
  }
  for (const group of groups.values()) if (group.length > 1) group.forEach((task, i) => numbers.set(task, i + 1));
  const title = (task: Task): string => {
    const number = numbers.get(task);
    return `${model.procedures[task.procedure].name}${number === undefined ? '' : ` (${String(number)})`}`;
  };
  return (task) => {
    const chain = visible(task);
    if (chain.length === 0) return ownerName(model, task);
    // a callback is told as the function that it was written in, where there is one besides the outermost
    const innermost = chain.find((t, i) => i === chain.length - 1 || numbers.has(t) || !model.procedures[t.procedure].name.startsWith('callback of')) ?? chain[0];
    const outermost = chain.find((t) => numbers.has(t)) ?? chain[chain.length - 1];
    return outermost === innermost ? title(innermost) : `${title(outermost)} → ${title(innermost)}`;
  };
}

function chainOf(task: Task): Task[] {
  const chain: Task[] = [];
  for (let at: Task | undefined = task; at !== undefined && !chain.includes(at); at = at.awaitedBy) chain.push(at);
  return chain;
}

/** A task of the prelude is named after the visible one that started it. */
function ownerName(model: Model, task: Task): string {
  for (let at: Task | undefined = task.startedBy; at !== undefined; at = at.startedBy) if (!at.hidden) return model.procedures[at.procedure].name;
  return 'main';
}

export function resourceName(resource: Resource | undefined): string {
  return resource?.label ?? 'a promise';
}

const actions: Readonly<Record<string, readonly [string, string]>> = {
  'channel.send': ['sends on', 'sends on'],
  'channel.receive': ['receives from', 'receives from'],
  'channel.trySend': ['tries to send on', ''],
  'channel.tryReceive': ['looks into', ''],
  'channel.close': ['closes', ''],
  'select.commit': ['goes on with a case of', 'waits for a case of'],
  'select.tryCommit': ['looks whether a case can go on in', ''],
  'mutex.acquire': ['acquires', 'asks for'],
  'mutex.release': ['releases', ''],
  'mutex.waitForUnlock': ['sees that it is free:', 'waits for the release of'],
  'rwlock.read': ['takes the read side of', 'asks for the read side of'],
  'rwlock.write': ['takes the write side of', 'asks for the write side of'],
  'rwlock.release': ['releases', ''],
  'token.release': ['releases', ''],
  'token.reacquire': ['takes again', 'asks again for'],
  'condition.enqueue': ['', 'waits on'],
  'condition.notifyOne': ['notifies one waiter of', ''],
  'condition.notifyAll': ['notifies all waiters of', ''],
  'countdown.wait': ['passes', 'waits for'],
  'countdown.done': ['counts down', ''],
  'countdown.add': ['adds to', ''],
  'signal.fire': ['aborts', ''],
  'event.fire': ['emits an event of', ''],
  'event.awaitOnce': ['waits for an event of', 'waits for an event of'],
  'limiter.enter': ['gets a place in', 'asks for a place in'],
  'limiter.enterNow': ['gets a place in', ''],
  'limiter.leave': ['leaves', ''],
  'limiter.onIdle': ['finds idle:', 'waits until idle:'],
  'limiter.onEmpty': ['finds empty:', 'waits until empty:'],
  'limiter.pause': ['pauses', ''],
  'limiter.start': ['starts', ''],
  'timer.sleep': ['waits for a timer', 'waits for a timer'],
  'timer.clear': ['clears a timer', ''],
  'promise.resolve': ['resolves', ''],
  'promise.reject': ['rejects', ''],
};

export function action(happening: Happening): string {
  const [done, waits] = actions[happening.operation] ?? [happening.operation, happening.operation];
  const verb = happening.blocked && waits !== '' ? waits : done;
  if (happening.operation.startsWith('timer.')) return verb;
  if (happening.operation.startsWith('select.')) return `${verb} a select`;
  const what = happening.operation.startsWith('promise.') ? 'a promise' : resourceName(happening.resource);
  return `${verb} ${what}${happening.blocked ? ' and waits' : ''}`;
}

/** What a blocked operation is called in a report, and who could end the wait. */
export function blockedWords(operation: string): { readonly verb: string; readonly waitsFor: string; readonly mends: string } {
  switch (operation) {
    case 'channel.send': return { verb: 'send', waitsFor: 'a receiver', mends: 'Give the channel room for the value (a buffer), keep receiving until the channel is closed, or let the sender give up: select on a done channel or pass an AbortSignal.' };
    case 'channel.receive': return { verb: 'receive', waitsFor: 'a sender or a close', mends: 'Close the channel on every path when no more values come (in a finally), or let the receiver give up: select on a done channel or pass an AbortSignal.' };
    case 'select.wait': return { verb: 'select', waitsFor: 'one of its cases', mends: 'Add a case that ends the wait: a done channel that is closed on every path, or an AbortSignal.' };
    case 'mutex.acquire': return { verb: 'acquire', waitsFor: 'a release', mends: 'Release in a finally on every path, and do not wait for something else while holding the lock.' };
    case 'mutex.waitForUnlock': return { verb: 'waitForUnlock', waitsFor: 'a release', mends: 'Release the lock before waiting for it to be free.' };
    case 'rwlock.read': return { verb: 'read-lock', waitsFor: 'the writers to leave', mends: 'Do not ask for the lock again while holding a side of it; release before calling code that takes it.' };
    case 'rwlock.write': return { verb: 'write-lock', waitsFor: 'everybody else to leave', mends: 'Do not wait for something else while holding a side of the lock; release in a finally on every path.' };
    case 'condition.wait': return { verb: 'wait', waitsFor: 'a notify', mends: 'Change the state under the lock and wait with a predicate, so that a notify that came earlier is seen; notify on every path, failures included.' };
    case 'countdown.wait': return { verb: 'wait', waitsFor: 'the count to reach zero', mends: 'Count down once for each task, in a finally, and wait only after all tasks have been started.' };
    case 'limiter.run': return { verb: 'run', waitsFor: 'a place in the limiter', mends: 'Do not wait, inside a task of the limiter, for another task of the same limiter: do that work before or after, or use a limiter of its own.' };
    case 'limiter.onIdle': return { verb: 'onIdle', waitsFor: 'all its tasks to end', mends: 'Do not wait for idle inside a task of the queue or while it is paused.' };
    case 'limiter.onEmpty': return { verb: 'onEmpty', waitsFor: 'its waiting tasks to start', mends: 'Start the queue, or do not wait for it inside its own task.' };
    case 'event.awaitOnce': return { verb: 'once', waitsFor: 'an event', mends: 'Start to listen before the event can be emitted, in the same step as the check that it has not come yet.' };
    default: return { verb: 'await', waitsFor: 'somebody to settle the promise', mends: 'Settle the promise on every path, failures and closing included.' };
  }
}
