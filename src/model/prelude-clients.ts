/** The code outside of an open program: its callers, what it calls back, the runner of a test file. It is a part of the prelude. */
export const clientsText = `
function client$signal() {
  const controller = new AbortController();
  $op('timer.soon', () => { controller.abort(); });
  return controller.signal;
}
function client$drive(call, subject, reach) {
  $op('client.offer', (times, reaches) => { reaches ? client$reach(reach, times) : client$caller(call, subject, times); }, subject, reach !== undefined);
  for (let i = 0; i < $op('client.callers'); i++) client$caller(call, subject, $op('client.calls'));
}
// what one call hands out to be used by its functions is used as an instance of a class is
async function client$once(call, reach) {
  let given;
  try {
    const made = call(undefined);
    // what can be waited for is used like anything else: its other functions, or those beside it, may settle it
    if ($op('client.isHandle', made)) {
      if ($op('client.serves', made)) client$drive(undefined, made, reach);
      return;
    }
    given = client$behind(await client$result(made));
  } catch { return; }
  if ($op('client.serves', given)) client$drive(undefined, given, reach);
  else try { await client$use(given); } catch {}
}
async function client$caller(call, subject, times) {
  let kept;
  while (times === undefined || times-- > 0) {
    await $op('client.moment');
    if ($op('client.isRetired')) return;
    try { kept = await client$use($op('client.note', client$behind(await client$result(client$call(call, kept))), subject), subject); }
    catch { kept = undefined; }
    if ($op('client.isBusy')) return;
  }
}
// what code outside does to what it comes to without a call
async function client$reach(reach, times) {
  while (times === undefined || times-- > 0) {
    await $op('client.moment');
    const things = reach();
    const [thing, own] = things[$op('client.choose', things.length)];
    const acts = $op('client.acts', thing, own);
    if (acts.length === 0) continue;
    const [way, name] = acts[$op('client.choose', acts.length)];
    try {
      if (way === 'emit') event$emit(thing, name, [$op('client.unknown'), $op('client.unknown')]);
      else if (way === 'call') await client$use($op('client.note', await client$result(thing($op('client.unknown'), $op('client.unknown'), () => {}))));
      else await thing[name]($op('client.unknown'));
    } catch {}
  }
}
function client$call(call, kept) {
  const service = $op('client.pick', call);
  if (service === undefined) return call(kept);
  if (typeof service === 'function') return service($op('client.handBack', kept), $op('client.unknown'), $op('client.unknown'));
  const members = $op('client.members', service);
  const name = members[$op('client.choose', members.length)];
  if (call === undefined && $op('client.isEnding', name)) $op('client.retire');
  return service[name]($op('client.handBack', kept), $op('client.unknown'), $op('client.unknown'));
}
async function client$talk(channel) {
  while (!$op('channel.isOver', channel)) {
    await $op('client.moment');
    $op('channel.meet', channel);
  }
}
// code outside uses a store by the functions in it
function client$behind(given) {
  const look = $op('client.lookInto', given);
  return look === undefined ? given : look();
}
function client$result(given) {
  return $op('client.isDeferred', given) ? undefined : given;
}
function test$suite(first, second, third) {
  if (typeof first === 'function') first();
  else if (typeof second === 'function') second();
  else if (typeof third === 'function') third();
}
function test$case(first, second, third) { $op('client.collect', 'case', first, second, third); }
function test$before(first, second, third) { $op('client.collect', 'before', first, second, third); }
function test$after(first, second, third) { $op('client.collect', 'after', first, second, third); }
async function client$test(place) {
  for (const body of $op('client.collected', place)) await body($op('client.unknown'));
}
function client$listen(callbacks, event, source) {
  for (const callback of callbacks) {
    client$handle(callback, event, source);
    if ($op('client.overlaps', callback, event)) client$handle(callback, event, source);
  }
}
async function client$handle(callback, event, source) {
  let again = true;
  while (again) {
    await $op('client.moment');
    if (callback === undefined || $op('client.isOver', event) || $op('client.isSilent', event, source)) return;
    $op('client.comes', event, source);
    again = $op('client.comesAgain', event);
    try { await callback($op('client.sent', event), $op('client.unknown')); } catch {}
  }
}
// who waits for one event is told of it, unless its sender comes to its end first
async function client$tellOnce(settle, event, source) {
  await $op('client.moment');
  if ($op('client.isOver', event) || $op('client.isSilent', event, source)) return;
  $op('client.comes', event, source);
  settle($op('client.sent', event));
}
// what a callback of code outside gives it is used, if it does nothing before that
function client$callBack(callback, given) {
  const result = callback(...given);
  if ($op('client.isPushed', result)) client$use(result);
}
async function client$use(given, subject) {
  $op('loan.handOut', given);
  $op('client.takes', given);
  if ($op('client.isChannel', given)) client$talk(given);
  if (!$op('client.isGiven', given) || given === subject) return undefined;
  if ($op('client.isSequence', given)) {
    for await (const item of given) if ($op('client.choose', 2) === 0) break;
    return undefined;
  }
  if ($op('client.isPushed', given)) {
    let isServed = false;
    const subscriber = given.attach(() => { isServed = true; });
    await $op('client.moment');
    if (!isServed && !subscriber.closed) $op('client.guess');
    subscriber.unsubscribe();
    return undefined;
  }
  const back = typeof given === 'function' ? 'call' : $op('client.wayBack', given);
  if (back === undefined) return $op('client.isDeep', given) ? undefined : given;
  await $op('client.moment');
  await (back === 'call' ? given($op('client.unknown'), $op('client.unknown'), $op('client.unknown')) : given[back]());
  return undefined;
}
`;
