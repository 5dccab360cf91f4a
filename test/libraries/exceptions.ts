/** Why operations need no pair of programs of their own. */
export interface Exception {
  readonly reason: string;
  /** Operations of primitives, in whatever library. */
  readonly operations?: readonly string[];
  /** Library -> names as the table has them. */
  readonly of?: Readonly<Record<string, readonly string[]>>;
}

export const exceptions: readonly Exception[] = [
  {
    reason: 'tells how things are and changes nothing',
    operations: [
      'barrier.participants', 'barrier.phase', 'barrier.remaining', 'channel.capacity', 'channel.concurrency', 'channel.hasMore', 'channel.isOpen', 'channel.isOver', 'channel.length', 'condition.size',
      'countdown.count', 'event.count', 'keyed.isBusy', 'keyed.query', 'limiter.concurrency', 'limiter.paused', 'limiter.running', 'limiter.waiting', 'mutex.isLocked', 'mutex.value', 'mutex.waiting',
      'node.is', 'node.isPaused', 'readable.locked', 'resetEvent.isSet', 'rwlock.held', 'select.cases', 'select.length', 'sink.signal', 'source.desiredSize', 'token.held', 'token.lock',
      'transform.desiredSize', 'transform.readable', 'transform.writable', 'writable.locked', 'writer.desiredSize',
    ],
    of: {
      bottleneck: ['Bottleneck.running', 'Bottleneck.queued'],
      '@esfx/async-lockable': ['AsyncLockable.isAsyncLockable', 'AsyncLockable.hasInstance'],
      '@esfx/async-queue': ['Store.size', 'Store.writable', 'Store.done'],
      '@esfx/async-stack': ['Store.size', 'Store.readable', 'Store.writable', 'Store.done'],
      fastq: ['Queue.concurrency', 'Queue.running', 'Queue.getQueue', 'Queue.idle'],
      'generic-pool': ['Pool.isBorrowedResource', 'Pool.borrowed', 'Pool.pending', 'Pool.available'],
      pg: ['Pool.waitingCount'],
      rxjs: ['Handle.closed', 'Subject.observed', 'BehaviorSubject.getValue', 'isObservable'],
      zustand: ['useStore'],
      'zustand/shallow': ['shallow'],
      tarn: ['Pool.numUsed', 'Pool.numFree', 'Pool.numPendingAcquires'],
      '@thi.ng/csp': ['Mult.writable', 'PubSub.writable'],
    },
  },
  {
    reason: 'sets what no wait depends on, or gives the object itself back',
    operations: ['channel.self', 'event.self', 'node.self', 'parent.ignore', 'process.unref', 'select.self', 'worker.unref'],
    of: {
      bottleneck: ['Bottleneck.updateSettings', 'Bottleneck.disconnect'],
      effection: ['useScope'],
      'fake-indexeddb': ['IDBTransaction.db'],
      fastq: ['Queue.error'],
      idb: ['Store.index', 'Database.deleteObjectStore', 'wrap', 'unwrap'],
      '@nodeguy/channel': ['Line.readOnly'],
      'zustand/shallow': ['useShallow'],
    },
  },
  {
    reason: 'is called by the stand-in alone',
    of: {
      bottleneck: ['Bottleneck.run', 'Bottleneck.execute', 'Bottleneck.within', 'Bottleneck.answer', 'Bottleneck.tell'],
      effect: ['Running.start', 'Running.work', 'Running.stop', 'Gate.pass', 'Hub.full', 'Hub.give', 'Hub.admit'],
      effection: ['Task.start', 'Task.startSpawned', 'Task.work', 'Task.signal', 'Task.stop', 'Task.crash', 'Task.ended'],
      '@esfx/async-lazy': ['AsyncLazy.keep'],
      '@esfx/disposable': ['Stack.handOver', 'DisposableStack.endOf', 'AsyncDisposableStack.endOf'],
      '@esfx/async-queue': ['Store.take', 'Store.give'],
      '@esfx/async-stack': ['Store.take', 'Store.give'],
      'event-iterator': ['EventIterator.over'],
      fastq: ['Queue.add', 'Queue.start', 'Queue.next', 'Queue.fill'],
      idb: ['Transaction.excludes', 'Transaction.ask', 'Transaction.answer', 'Transaction.endLater', 'Transaction.end', 'Base.start'],
      knex: ['Connections.take', 'Connections.give', 'Connections.run'],
      '@nodeguy/channel': ['Line.matchSoon', 'Line.match'],
      'generic-pool': ['Pool.give'],
      pg: ['Pool.back'],
      tarn: ['Pool.get'],
      '@repeaterjs/repeater': ['FixedBuffer.empty', 'FixedBuffer.full', 'FixedBuffer.add', 'FixedBuffer.remove', 'SlidingBuffer.full', 'SlidingBuffer.add', 'DroppingBuffer.full', 'DroppingBuffer.add', 'Repeater.start', 'Repeater.execute', 'Repeater.stop', 'Repeater.finish', 'Repeater.outcome'],
      rxjs: ['Observable.attach', 'Observable.begin', 'Observable.lift', 'Subject.check', 'Subject.keep', 'Subject.finish', 'Subject.greet', 'Subject.begin', 'BehaviorSubject.keep', 'BehaviorSubject.greet', 'ReplaySubject.keep', 'ReplaySubject.greet', 'AsyncSubject.finish', 'AsyncSubject.greet'],
      '@thi.ng/csp': ['Mult.run', 'PubSub.run'],
    },
  },
  {
    reason: 'tells of events of the pool or the queue, which no task has to wait for',
    operations: ['limiter.unlisten'],
    of: {
      bottleneck: ['Bottleneck.once', 'Bottleneck.removeAllListeners'],
      'generic-pool': ['Pool.on', 'Pool.once', 'Pool.off'],
      'mysql2/promise': ['Pool.on', 'Pool.once', 'Pool.off'],
      pg: ['PoolClient.on', 'PoolClient.once', 'PoolClient.off', 'Pool.on', 'Pool.once', 'Pool.off'],
      tarn: ['Pool.on', 'Pool.once', 'Pool.off'],
    },
  },
  {
    reason: 'is what every emitter has: exercised for those of node:events',
    of: {
      'node:child_process': ['ChildProcess.off', 'ChildProcess.emit', 'ChildProcess.removeAllListeners'],
      'node:stream': ['Readable.emit', 'Readable.removeAllListeners'],
      'node:worker_threads': ['Worker.off', 'Worker.emit', 'Worker.removeAllListeners'],
    },
  },
  {
    reason: 'always waits for itself (a defect of the library): no right program uses it',
    of: { '@esfx/async-readerwriterlock': ['AsyncReaderWriterLockUpgradeableReader.upgrade'] },
  },
  {
    reason: 'is the name that version 3 has for what version 4, which is installed, has under another',
    of: { effect: ['Effect.unsafeMakeSemaphore', 'Effect.unsafeMakeLatch'] },
  },
  {
    reason: 'is how a test runner calls what a test file has, as the tests of test files show',
    operations: ['test.suite', 'test.case', 'test.before', 'test.after'],
  },
  {
    reason: 'ends what others wait for: to leave it out is what the wrong program does',
    operations: ['source.error', 'sink.error', 'transform.error'],
    of: {
      '': ['AbortController.throwIfAborted', 'EventTarget.removeEventListener'],
      '@esfx/async-stack': ['Store.doneWriting'],
      '@esfx/async-waitqueue': ['WaitQueue.rejectAll'],
      'fake-indexeddb': ['IDBRequest.removeEventListener', 'IDBTransaction.onabort='],
      fastq: ['Queue.abort'],
      'node:stream': ['Readable.resume'],
      '@nodeguy/channel': ['Line.close'],
      '@thi.ng/csp': ['Mult.unsubscribe', 'Mult.unsubscribeAll', 'PubSub.unsubscribeTopic', 'PubSub.unsubscribeAll'],
      'mysql2/promise': ['PoolConnection.destroy', 'Pool.end'],
      tstl: ['ConditionVariable.notify_all'],
    },
  },
  {
    reason: 'leaves who waits without an answer: no right program has a use for it',
    of: { fastq: ['Queue.kill', 'Queue.killAndDrain'], rxjs: ['NEVER'] },
  },
  {
    reason: 'does the same as another that has programs, in other words',
    of: {
      effection: ['Task.spawn', 'Task.[asyncDispose]'],
      knex: ['Query.transacting', 'Query.then', 'Query.catch', 'Query.finally', 'knex'],
      'node:timers': ['nextTick'],
      '@nodeguy/channel': ['Line.values', 'Line.some', 'Line.flatMap', 'Line.slice', 'Line.concat'],
      '@repeaterjs/repeater': ['Repeater.[asyncDispose]'],
      '@thi.ng/csp': ['broadcast'],
    },
  },
  {
    reason: 'is a value that says what becomes of another one',
    of: { 'p-map': ['pMapSkip'] },
  },
  {
    reason: 'is run as the whole program, and ends its process',
    of: { effection: ['main'] },
  },
];
