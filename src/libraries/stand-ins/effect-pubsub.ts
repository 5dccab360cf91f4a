/** The part of what stands in for effect that is about PubSub. */
export const pubSubText = `
/** Each value goes to all who are subscribed at the time; where it has to wait, until the slowest of them has room for it. */
class Hub {
  constructor(capacity, whenFull) {
    this.capacity = typeof capacity === 'object' ? capacity.capacity : capacity;
    this.whenFull = whenFull;
    this.subscribers = [];
    this.waiting = [];
    this.isOver = false;
  }
  full() { return this.subscribers.filter(({ values }) => values.length >= this.capacity); }
  give(value) {
    for (const { takers, values } of this.subscribers) {
      if (takers.length > 0) takers.shift().resolve(value);
      else values.push(value);
    }
  }
  admit() {
    while (this.waiting.length > 0 && this.full().length === 0) {
      const { value, resolve } = this.waiting.shift();
      this.give(value);
      resolve(true);
    }
  }
}
class Subscriber {
  constructor(hub) {
    this.hub = hub;
    this.values = [];
    this.takers = [];
  }
}
/** Waits in a queue, and leaves it when the fiber is interrupted. */
async function queued(queue, entry, what, fiber) {
  const turn = $op('promise.create', what);
  const own = { ...entry, resolve: $op('promise.resolver', turn), reject: $op('promise.rejecter', turn) };
  queue.push(own);
  try { return await patiently(turn, fiber); }
  finally { if (queue.includes(own)) queue.splice(queue.indexOf(own), 1); }
}
async function published(hub, value, fiber) {
  if (hub.isOver) return refused();
  if (hub.waiting.length === 0 && hub.full().length === 0) hub.give(value);
  else if (hub.whenFull === 'wait') return queued(hub.waiting, { value }, 'room in the PubSub', fiber);
  else if (hub.whenFull === 'drop') return false;
  else {
    for (const { values } of hub.full()) values.shift();
    hub.give(value);
  }
  return true;
}
async function heard({ hub, values, takers }, fiber) {
  if (hub.isOver) throw interruption;
  if (values.length === 0) return queued(takers, {}, 'a value to be published', fiber);
  const value = values.shift();
  hub.admit();
  return value;
}
async function subscribed(hub, fiber) {
  const subscriber = new Subscriber(hub);
  hub.subscribers.push(subscriber);
  fiber.scope.push(async () => {
    hub.subscribers = hub.subscribers.filter((other) => other !== subscriber);
    hub.admit();
  });
  return subscriber;
}
function newHub(capacity, whenFull) { return now(() => new Hub(capacity, whenFull)); }
function publish(self, value) {
  const told = (hub, item) => new Effected((fiber) => published(hub, item, fiber));
  return self instanceof Hub ? told(self, value) : (hub) => told(hub, self);
}
const PubSub = {
  bounded: (capacity) => newHub(capacity, 'wait'),
  unbounded: () => newHub(Number.POSITIVE_INFINITY, 'wait'),
  dropping: (capacity) => newHub(capacity, 'drop'),
  sliding: (capacity) => newHub(capacity, 'slide'),
  publish,
  publishAll: (self, values) => map(forEach(values, (value) => publish(self, value)), (taken) => taken.every((isTaken) => isTaken)),
  subscribe: (self) => new Effected((fiber) => subscribed(self, fiber)),
  take: (self) => new Effected((fiber) => heard(self, fiber)),
  shutdown: (self) => now(() => {
    self.isOver = true;
    for (const { reject } of [...self.waiting.splice(0), ...self.subscribers.flatMap(({ takers }) => takers.splice(0))]) reject(interruption);
  }),
  isShutdown: (self) => now(() => self.isOver),
  size: (self) => now(() => Math.max(0, ...self.subscribers.map(({ values }) => values.length))),
};
`;
