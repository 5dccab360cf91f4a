/** The part of what stands in for effect that makes an effect of others. */
export const operatorsText = `
const flatMap = lastOrFirst((self, next) => new Effected(async (fiber) => perform(next(await perform(self, fiber)), fiber)));
const map = lastOrFirst((self, change) => new Effected(async (fiber) => change(await perform(self, fiber))));
function as(first, second) { return isEffect(first) && second !== undefined ? map(first, () => second) : (self) => map(self, () => first); }
const asVoid = (self) => map(self, () => undefined);
async function continued(next, value, fiber) {
  const result = typeof next === 'function' ? next(value) : next;
  return isEffect(result) ? perform(result, fiber) : result;
}
function andThen(first, second) {
  if (second === undefined) return (self) => andThen(self, first);
  return new Effected(async (fiber) => continued(second, await perform(first, fiber), fiber));
}
function tap(first, second) {
  if (second === undefined) return (self) => tap(self, first);
  return new Effected(async (fiber) => {
    const value = await perform(first, fiber);
    await continued(second, value, fiber);
    return value;
  });
}
function zipRight(first, second) { return andThen(first, second); }
function zipLeft(first, second) { return tap(first, second); }
const zip = lastOrFirst((self, other, options) => all([self, other], { concurrency: options !== undefined && options.concurrent === true ? 'unbounded' : 1 }));
const zipWith = lastOrFirst((self, other, combine) => map(zip(self, other), ([first, second]) => combine(first, second)));

async function attempt(self, fiber) {
  try { return { isFailure: false, value: await perform(self, fiber) }; }
  catch (error) {
    if (error === interruption) throw error;
    return { isFailure: true, error };
  }
}
const catchAll = lastOrFirst((self, handle) => new Effected(async (fiber) => {
  const { isFailure, value, error } = await attempt(self, fiber);
  return isFailure ? perform(handle(error), fiber) : value;
}));
const ignore = (self) => catchAll(self, () => nothing);
const mapError = lastOrFirst((self, change) => catchAll(self, (error) => fail(change(error))));
const tapError = lastOrFirst((self, next) => catchAll(self, (error) => flatMap(next(error), () => fail(error))));
const catchTag = lastOrFirst((self, tag, handle) => catchAll(self, (error) => (error._tag === tag ? handle(error) : fail(error))));
const catchTags = lastOrFirst((self, cases) => catchAll(self, (error) => {
  for (const tag of Object.keys(cases)) if (error._tag === tag) return cases[tag](error);
  return fail(error);
}));
const orElse = lastOrFirst((self, other) => catchAll(self, () => other()));
const orElseSucceed = lastOrFirst((self, make) => catchAll(self, () => sync(make)));
/** Tells how it ended, and so never fails. */
function told(self, ofValue, ofError) {
  return new Effected(async (fiber) => {
    const { isFailure, value, error } = await attempt(self, fiber);
    return isFailure ? ofError(error) : ofValue(value);
  });
}
const match = lastOrFirst((self, { onSuccess, onFailure }) => told(self, onSuccess, onFailure));
const either = (self) => told(self, (right) => ({ _tag: 'Right', right }), (left) => ({ _tag: 'Left', left }));
const result = (self) => told(self, (success) => ({ _tag: 'Success', success }), (failure) => ({ _tag: 'Failure', failure }));
const option = (self) => told(self, (value) => ({ _tag: 'Some', value }), () => ({ _tag: 'None' }));
const exit = (self) => told(self, (value) => ({ _tag: 'Success', value }), (cause) => ({ _tag: 'Failure', cause }));

const forever = lastOrFirst((self) => new Effected(async (fiber) => { for (;;) await perform(self, fiber); }));
/** How often a policy lets something be done again, besides what it says of the number, is not known. */
function goesOn(policy, round) { return typeof policy.times === 'number' ? round < policy.times : $op('stream.either'); }
const repeat = lastOrFirst((self, policy) => new Effected(async (fiber) => {
  let value = await perform(self, fiber);
  for (let round = 0; goesOn(policy, round); round++) value = await perform(self, fiber);
  return value;
}));
const retry = lastOrFirst((self, policy) => new Effected(async (fiber) => {
  let ended = await attempt(self, fiber);
  for (let round = 0; ended.isFailure && goesOn(policy, round); round++) ended = await attempt(self, fiber);
  if (ended.isFailure) throw ended.error;
  return ended.value;
}));

function ensuring(first, second) {
  if (second === undefined) return (self) => ensuring(self, first);
  return new Effected(async (fiber) => {
    try { return await perform(first, fiber); }
    finally { await second.run(new Running(fiber)); }
  });
}
const onExit = lastOrFirst((self, handle) => new Effected(async (fiber) => {
  try { return await perform(self, fiber); }
  finally { await handle().run(new Running(fiber)); }
}));
function uninterruptible(self) { return new Effected((fiber) => self.run(new Running(fiber))); }
const delay = lastOrFirst((self) => flatMap(sleep(), () => self));
/** What changes nothing that a wait depends on. */
const plain = lastOrFirst((self) => self);
const orDie = (self) => self;
`;

/** Its names in both versions. */
export const operatorNames = `
  flatMap, map, as, asVoid, andThen, tap, zip, zipWith, ignore, mapError, tapError, catchTag, catchTags, orElseSucceed, match, option, exit, forever, repeat, retry,
  ensuring, onExit, uninterruptible, delay, orDie, provide: plain, provideService: plain, withSpan: plain, annotateLogs: plain, annotateSpans: plain, withLogSpan: plain,
`;
